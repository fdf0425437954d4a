"""Changes by hand: what a move would break and change, the plan after it, and what forcing one place costs."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from plm.expo.rules.allocation import measured, plan_digest
from plm.expo.rules.checks import sound
from plm.expo.rules.drawing_power import circuit_uses
from plm.expo.rules.explain import seats_of, waiting_of
from plm.expo.rules.fit import obstacles
from plm.expo.rules.hall import Hall
from plm.expo.rules.model import Booth, Exhibitor, Inputs, Objective, Plan, Problem, Why
from plm.expo.rules.neighbours import Conflict, conflicts_of

_BROKEN = {
    Why.BLOCKED: "move_blocked",
    Why.NEEDS: "move_needs",
    Why.WATTS: "move_watts",
    Why.ZONE: "move_zone",
}


@dataclass(frozen=True)
class Effects:
    """What a change by hand does; any problem means that a hard rule would be broken."""

    problems: tuple[Problem, ...]
    before: Objective
    after: Objective
    gained: tuple[Conflict, ...]
    lost: tuple[Conflict, ...]


def effects_of(inputs: Inputs, plan: Plan, moves: Mapping[str, str]) -> Effects:
    """The consequences of these exhibitors standing in these booths, the others where they are."""
    hall = Hall(inputs)
    before = booths_of(plan)
    after = before | {one: booth for one, booth in moves.items() if one in before and booth in hall.booth}
    old, new = (frozenset(conflicts_of(inputs, booths)) for booths in (before, after))
    return Effects(
        problems=tuple(_problems(hall, before, after, moves)),
        before=plan.objective,
        after=_after(hall, plan, after),
        gained=tuple(sorted(new - old, key=_reading)),
        lost=tuple(sorted(old - new, key=_reading)),
    )


def moved(inputs: Inputs, plan: Plan, moves: Mapping[str, str]) -> Plan:
    """The plan after a change by hand: new objective, reasons and digest, the same proof of what was possible."""
    hall = Hall(sound(inputs))
    booths = booths_of(plan) | dict(moves)
    seats, waiting = seats_of(hall, booths), waiting_of(hall, booths)
    objective = _after(hall, plan, booths)
    return replace(
        plan, seats=seats, waiting=waiting, objective=objective, plan_sha256=plan_digest(seats, waiting, objective)
    )


def booths_of(plan: Plan) -> dict[str, str]:
    return {seat.exhibitor: seat.booth for seat in plan.seats}


def _after(hall: Hall, plan: Plan, booths: Mapping[str, str]) -> Objective:
    found = measured(hall, booths)
    known = plan.objective
    reached = found.score == known.bound and found.moves == known.moves
    optimal = reached or (known.optimal and (found.score, found.moves) == (known.score, known.moves))
    return replace(found, bound=known.bound, optimal=optimal)


def _reading(conflict: Conflict) -> tuple[int, str, str, str]:
    return (-conflict.points, conflict.kind, conflict.one, conflict.other)


def _problems(
    hall: Hall, before: Mapping[str, str], after: Mapping[str, str], moves: Mapping[str, str]
) -> Iterator[Problem]:
    for one, booth in sorted(moves.items()):
        facts = {"exhibitor": one, "booth": booth}
        if booth not in hall.booth or one not in before or one not in hall.exhibitor:
            yield Problem("move_unknown", facts)
        else:
            yield from _unfit(hall, hall.exhibitor[one], hall.booth[booth], facts)
    for booth, count in sorted(Counter(after.values()).items()):
        if booth in moves.values() and booth in hall.booth and count > hall.booth[booth].capacity:
            yield Problem("move_over_full", {"booth": booth, "count": count, "capacity": hall.booth[booth].capacity})
    yield from _circuits(hall, after, moves)


def _unfit(hall: Hall, one: Exhibitor, booth: Booth, facts: Mapping[str, object]) -> Iterator[Problem]:
    for obstacle in obstacles(one, booth, hall.zone_of(booth)):
        yield Problem(_BROKEN[obstacle.code], {**facts, **obstacle.facts})
    if hall.pinned_to.get(one.id, booth.id) != booth.id:
        yield Problem("move_pin", {**facts, "pinned": hall.pinned_to[one.id]})


def _circuits(hall: Hall, after: Mapping[str, str], moves: Mapping[str, str]) -> Iterator[Problem]:
    """A line that a newcomer draws from must carry what all on it ask for."""
    touched = {hall.booth[booth].circuit for booth in moves.values() if booth in hall.booth}
    for use in circuit_uses(hall.inputs, after):
        if use.id in touched and use.is_over:
            yield Problem("move_circuit", {"circuit": use.id, "asked": use.asked, "given": use.limit})

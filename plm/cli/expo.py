"""plm expo: give the booths of an event."""

from typing import Any

import click

from plm import clock
from plm.cli import AS_JSON, show, within_app
from plm.events.queries import get_event
from plm.expo.actions import allocate_booths, publish_plan, read_plan
from plm.expo.queries import expo_of, get_plan, outcome_of, placements_of, plans_of
from plm.expo.rules.checked import problems_of
from plm.expo.rules.gap import gap_of
from plm.expo.rules.record import inputs_of_document, objective_of_document
from plm.extensions import db


@click.group(name="expo")
def command() -> None:
    """Give the booths of the expo."""


@command.command()
@click.argument("event")
@click.option("--keep", is_flag=True, help="Keep whoever is confirmed on the public plan, with the fewest moves.")
@AS_JSON
@within_app
def allocate(event: str, keep: bool, as_json: bool) -> None:
    """Give the booths by the rules and keep the result as the next draft.

    The same input gives the same plan on every machine; earlier plans are kept. Exit code 0: stored, 1: refused
    (no such event, no hall, input that contradicts itself), 2: wrong usage.

    Example: plm expo allocate plm-nasional-2024 --keep --json
    """
    session = db.session()
    meeting = get_event(session, event)
    plan = allocate_booths(session, event=meeting, actor="cli", now=clock.now(), keeps=keep)
    session.commit()
    expo = expo_of(session, meeting)
    seats, queue = [], []
    for one in placements_of(session, plan.id):
        name = expo.row_of[one.exhibitor_id].library.name
        if one.booth_id is not None:
            seats.append({"booth": expo.number_of[one.booth_id], "library": name, "points": one.points})
        else:
            queue.append({"position": one.queue_number, "library": name, "reason": one.reasons[0]})
    result: dict[str, Any] = {
        "event": event,
        "number": plan.number,
        "state": plan.state.value,
        "objective": plan.objective,
        "inputs_sha256": plan.inputs_sha256,
        "plan_sha256": plan.plan_sha256,
        "seats": seats,
        "waiting": queue,
    }
    show(result, as_json=as_json, lines=_lines(result))


@command.command()
@click.argument("event")
@click.argument("number", type=int)
@click.option("--read-by", required=True, help="Who has read this draft; nothing is published unread.")
@AS_JSON
@within_app
def publish(event: str, number: int, read_by: str, as_json: bool) -> None:
    """Make a draft that somebody has read the public plan.

    Exit code 0: published, 1: refused (no such plan, older data, frozen), 2: wrong usage.

    Example: plm expo publish plm-nasional-2024 3 --read-by "Seksi Pameran"
    """
    session, reader = db.session(), f"cli:{read_by}"[:120]
    meeting, moment = get_event(session, event), clock.now()
    read_plan(session, event=meeting, number=number, actor=reader, now=moment)
    plan = publish_plan(session, event=meeting, number=number, actor="cli", now=moment)
    session.commit()
    result = {"event": event, "number": number, "state": plan.state.value, "read_by": read_by}
    show(result, as_json=as_json, lines=[f"Plan {number} is public, read by {read_by}."])


@command.command()
@click.argument("event")
@click.argument("number", type=int, required=False)
@AS_JSON
@within_app
def verify(event: str, number: int | None, as_json: bool) -> None:
    """Check a stored plan again, the newest without NUMBER, with nothing of the program that made it.

    Exit code 0: every promise is kept, 1: some are broken, or there is no such plan, 2: wrong usage.

    Example: plm expo verify plm-nasional-2024 3 --json
    """
    session = db.session()
    meeting = get_event(session, event)
    plans = plans_of(session, meeting.id)
    plan = get_plan(session, meeting.id, plans[0].number if number is None and plans else number or 0)
    outcome = outcome_of(plan, placements_of(session, plan.id), expo_of(session, meeting).number_of)
    problems = problems_of(outcome, inputs_of_document(plan.inputs))
    gap = gap_of(objective_of_document(plan.objective))
    result = {
        "event": event,
        "number": plan.number,
        "holds": not problems,
        "problems": [{"code": one.code, **one.facts} for one in problems],
        "at_most_hundredths_of_a_percent_below_the_best": gap,
        "plan_sha256": plan.plan_sha256,
    }
    words = "every promise is kept" if not problems else f"{len(problems)} promises are broken"
    show(result, as_json=as_json, lines=[f"Plan {plan.number}: {words}.", *(f"  {one.code}" for one in problems)])
    if problems:
        raise SystemExit(1)


def _lines(result: dict[str, Any]) -> list[str]:
    placed, waiting = len(result["seats"]), len(result["waiting"])
    return [
        f"Plan {result['number']} ({result['state']}): {placed} placed, {waiting} waiting.",
        *(f"  {seat['booth']:<6} {seat['library']}" for seat in result["seats"]),
        *(f"  waits {one['position']:>2}  {one['library']}" for one in result["waiting"]),
        f"plan {result['plan_sha256']}",
    ]

"""Changing booths on the plan: their properties, their place, one more, one less."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, or_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.expo.actions.floor import (
    add_booths,
    circuit_ids,
    locked_hall,
    named,
    note_change,
    refuse_pinned,
    refuse_taken_numbers,
    zone_ids,
)
from plm.expo.queries import booths_in, booths_of, specs_in, uses_of
from plm.expo.rules.layout import BoothSpec
from plm.expo.rules.model import InputError
from plm.expo.rules.places import place_problems, shifted
from plm.expo.rules.refusals import BoothsInUse
from plm.expo.tables import Booth, BoothNeighbour, Hall
from plm.expo.words import Amenity


@dataclass(frozen=True)
class BoothChange:
    """What several booths get at once; what is None stays as each of them has it."""

    amenities: frozenset[Amenity] | None = None
    capacity: int | None = None
    quality: int | None = None
    zone: str | None = None
    blocked_reason: str | None = None
    front: str | None = None
    watts: int | None = None
    circuit: str | None = None

    def facts(self) -> dict[str, object]:
        """What is said, for the audit."""
        said = {name: value for name, value in vars(self).items() if value is not None}
        return said | ({"amenities": sorted(self.amenities)} if self.amenities is not None else {})


@dataclass(frozen=True)
class BoothPlace:
    """Where a group's upper left corner stands, and how large each booth is, in units; None stays."""

    x: int | None = None
    y: int | None = None
    width: int | None = None
    height: int | None = None


def change_booths(
    session: Session,
    *,
    event_id: int,
    numbers: str,
    change: BoothChange,
    actor: str,
    now: datetime,
    hall_id: int | None = None,
    seen: int | None = None,
) -> int:
    """Give the booths that `B01-B06, C03` names these properties; of one hall as it was seen, or of all halls."""
    booths = booths_of(session, event_id)
    if hall_id is not None:
        booths = booths_in(session, locked_hall(session, event_id, hall_id, seen))
    chosen = named(booths, numbers)
    halls = [locked_hall(session, event_id, id_, None) for id_ in sorted({booth.hall_id for booth in chosen})]
    if change.blocked_reason:
        refuse_pinned(session, chosen)
    zones = zone_ids(session, event_id, {change.zone or ""})
    circuits = circuit_ids(session, event_id, {change.circuit or ""})
    for booth in chosen:
        _change(booth, change, zones, circuits)
    for hall in halls:
        facts = {"booths": [booth.number for booth in chosen if booth.hall_id == hall.id], **change.facts()}
        note_change(session, hall, verb="expo.change_booths", actor=actor, now=now, facts=facts)
    return len(chosen)


def change_members(
    session: Session,
    *,
    event_id: int,
    before: Set[str],
    after: Set[str],
    leaving: BoothChange,
    joining: BoothChange,
    actor: str,
    now: datetime,
) -> None:
    """From the booths that belonged somewhere to those that shall: one change for who leaves, one for who joins."""
    for numbers, change in ((before - after, leaving), (after - before, joining)):
        if numbers:
            listing = ", ".join(sorted(numbers))
            change_booths(session, event_id=event_id, numbers=listing, change=change, actor=actor, now=now)


def place_booths(
    session: Session,
    *,
    event_id: int,
    hall_id: int,
    seen: int,
    numbers: str,
    place: BoothPlace,
    actor: str,
    now: datetime,
) -> int:
    """Move booths as a group, or give them another size; InputError when they would overlap or leave the hall.

    Plans that refer to them keep them; drafts are outdated from now on.
    """
    hall = locked_hall(session, event_id, hall_id, seen)
    chosen = named(booths_in(session, hall), numbers)
    specs = {spec.number: spec for spec in specs_in(session, hall)}
    moved = _placed([specs[booth.number] for booth in chosen], place)
    _refuse_bad_places(hall, {**specs, **moved}, moved)
    for booth in chosen:
        spec = moved[booth.number]
        booth.x, booth.y, booth.width, booth.height = spec.x, spec.y, spec.width, spec.height
    facts = {"booths": {spec.number: [spec.x, spec.y, spec.width, spec.height] for spec in moved.values()}}
    note_change(session, hall, verb="expo.place_booths", actor=actor, now=now, facts=facts)
    return len(chosen)


def add_booth(
    session: Session, *, event_id: int, hall_id: int, seen: int, spec: BoothSpec, actor: str, now: datetime
) -> None:
    """One more booth; its number is free in the whole event, its place in the hall."""
    hall = locked_hall(session, event_id, hall_id, seen)
    refuse_taken_numbers(session, event_id, [spec])
    specs = {one.number: one for one in specs_in(session, hall)}
    _refuse_bad_places(hall, {**specs, spec.number: spec}, {spec.number: spec})
    add_booths(session, hall, [spec])
    note_change(session, hall, verb="expo.add_booth", actor=actor, now=now, facts={"booth": spec.number})


def remove_booths(
    session: Session, *, event_id: int, hall_id: int, seen: int, numbers: str, actor: str, now: datetime
) -> int:
    """Take free booths away; BoothsInUse when a plan, a pin or a wish refers to one of them."""
    hall = locked_hall(session, event_id, hall_id, seen)
    chosen = named(booths_in(session, hall), numbers)
    used = uses_of(session, event_id)
    if any(booth.number in used for booth in chosen):
        raise BoothsInUse(numbers=[booth.number for booth in chosen if booth.number in used])
    gone = [booth.number for booth in chosen]
    drop_booths(session, chosen)
    note_change(session, hall, verb="expo.remove_booths", actor=actor, now=now, facts={"booths": gone})
    return len(gone)


def drop_booths(session: Session, booths: Sequence[Booth]) -> None:
    """Their rows with the corrections that name them; whatever else refers to one keeps it."""
    ids, numbers = [booth.id for booth in booths], [booth.number for booth in booths]
    pairs = or_(BoothNeighbour.one_id.in_(ids), BoothNeighbour.other_id.in_(ids))
    try:
        with session.begin_nested():
            session.execute(delete(BoothNeighbour).where(pairs))
            session.execute(delete(Booth).where(Booth.id.in_(ids)))
    except IntegrityError as error:
        raise BoothsInUse(numbers=numbers) from error


def _change(
    booth: Booth, change: BoothChange, zones: Mapping[str, int | None], circuits: Mapping[str, int | None]
) -> None:
    if change.amenities is not None:
        booth.amenities = sorted(change.amenities)
    if change.zone is not None:
        booth.zone_id = zones[change.zone]
    if change.circuit is not None:
        booth.circuit_id = circuits[change.circuit]
    for name in ("capacity", "quality", "blocked_reason", "front", "watts"):
        if getattr(change, name) is not None:
            setattr(booth, name, getattr(change, name))


def _placed(specs: Sequence[BoothSpec], place: BoothPlace) -> dict[str, BoothSpec]:
    left, top = min(spec.x for spec in specs), min(spec.y for spec in specs)
    group = shifted(specs, left if place.x is None else place.x, top if place.y is None else place.y)
    return {
        spec.number: replace(spec, width=place.width or spec.width, height=place.height or spec.height)
        for spec in group
    }


def _refuse_bad_places(hall: Hall, specs: Mapping[str, BoothSpec], moved: Mapping[str, BoothSpec]) -> None:
    problems = tuple(place_problems(tuple(specs.values()), (hall.width, hall.height), moved))
    if problems:
        raise InputError(problems)

"""What every change of a hall shares: its lock, its revision, and rows made from what is drawn."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.expo.queries import booths_of, circuits_of, get_hall, zones_of
from plm.expo.rules.layout import BoothSpec, numbers_in
from plm.expo.rules.order import folded
from plm.expo.rules.refusals import (
    BoothHasPin,
    BoothNumbersTaken,
    HallChanged,
    HallNameTaken,
    UnknownBooths,
    UnknownCircuit,
)
from plm.expo.tables import Booth, Circuit, Exhibitor, Hall, HallZone


def locked_hall(session: Session, event_id: int, hall_id: int, seen: int | None) -> Hall:
    """The hall, locked; HallChanged when it is no longer at the revision that its editor saw."""
    hall = get_hall(session, event_id, hall_id, lock=True)
    if seen is not None and hall.revision != seen:
        raise HallChanged(name=hall.name)
    return hall


def note_change(
    session: Session, hall: Hall, *, verb: str, actor: str, now: datetime, facts: Mapping[str, Any]
) -> None:
    """The hall's next revision, and its line in the audit."""
    hall.revision += 1
    session.flush()
    record(
        session,
        actor=actor,
        verb=verb,
        subject=f"hall:{hall.id}",
        event_id=hall.event_id,
        now=now,
        facts={"hall": hall.name, "revision": hall.revision, **facts},
    )


def new_hall(session: Session, event_id: int, name: str, size: tuple[int, int]) -> Hall:
    """An empty hall, or HallNameTaken."""
    hall = Hall(event_id=event_id, name=name, width=size[0], height=size[1], entrances=[])
    keep_name(session, hall)
    return hall


def keep_name(session: Session, hall: Hall) -> None:
    """Send the hall's name to the database, which knows whether it is free."""
    name = hall.name
    try:
        with session.begin_nested():
            session.add(hall)
            session.flush()
    except IntegrityError as error:
        raise HallNameTaken(name=name) from error


def add_booths(session: Session, hall: Hall, specs: Iterable[BoothSpec]) -> None:
    """Rows for these booths; zones are made on their first mention."""
    drawn = tuple(specs)
    zones = zone_ids(session, hall.event_id, {spec.zone for spec in drawn})
    circuits = circuit_ids(session, hall.event_id, {spec.circuit for spec in drawn})
    for spec in drawn:
        booth = Booth(event_id=hall.event_id, hall_id=hall.id, number=spec.number)
        draw_booth(booth, spec, zones, circuits)
        session.add(booth)
    session.flush()


def draw_booth(
    booth: Booth, spec: BoothSpec, zones: Mapping[str, int | None], circuits: Mapping[str, int | None]
) -> None:
    """Everything but the number as drawn."""
    booth.x, booth.y, booth.width, booth.height = spec.x, spec.y, spec.width, spec.height
    booth.zone_id = zones[spec.zone]
    booth.circuit_id = circuits[spec.circuit]
    booth.amenities = sorted(spec.amenities)
    booth.capacity, booth.quality, booth.watts = spec.capacity, spec.quality, spec.watts
    booth.blocked_reason, booth.front = spec.blocked_reason, spec.front


def zone_ids(session: Session, event_id: int, codes: Iterable[str]) -> dict[str, int | None]:
    """Zone code to id, made on its first mention; no code is no zone."""
    known = {zone.code: zone for zone in zones_of(session, event_id)}
    for code in sorted(set(codes) - set(known) - {""}):
        known[code] = HallZone(event_id=event_id, code=code, categories=[], reserved=False)
        session.add(known[code])
    session.flush()
    return {"": None, **{code: zone.id for code, zone in known.items()}}


def circuit_ids(session: Session, event_id: int, codes: Iterable[str]) -> dict[str, int | None]:
    """Circuit code to id; a circuit is made with its watts before booths hang on it."""
    known: dict[str, Circuit] = {circuit.code: circuit for circuit in circuits_of(session, event_id)}
    for code in codes:
        if code and code not in known:
            raise UnknownCircuit(circuit=code)
    return {"": None, **{code: circuit.id for code, circuit in known.items()}}


def refuse_taken_numbers(session: Session, event_id: int, specs: Iterable[BoothSpec]) -> None:
    taken = {folded(booth.number) for booth in booths_of(session, event_id)}
    clashing = [spec.number for spec in specs if folded(spec.number) in taken]
    if clashing:
        raise BoothNumbersTaken(numbers=clashing)


def named(booths: Sequence[Booth], numbers: str) -> list[Booth]:
    """The booths that `B01-B06, C03` names, or UnknownBooths."""
    by_number = {booth.number: booth for booth in booths}
    found, unknown = numbers_in(numbers, list(by_number))
    if unknown or not found:
        raise UnknownBooths(numbers=unknown)
    return [by_number[number] for number in found]


def refuse_pinned(session: Session, booths: Sequence[Booth]) -> None:
    """A booth with a pinned exhibitor stays in use."""
    pinned = set(
        session.scalars(
            select(Exhibitor.pinned_booth_id).where(
                Exhibitor.pinned_booth_id.in_([booth.id for booth in booths]), Exhibitor.withdrawn_at.is_(None)
            )
        )
    )
    if pinned:
        raise BoothHasPin(numbers=[booth.number for booth in booths if booth.id in pinned])

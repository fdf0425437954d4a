"""Making a hall: from a grid, from a sheet, from another event's; its walls and doors; throwing it away."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.expo.actions.editing import drop_booths
from plm.expo.actions.floor import (
    add_booths,
    keep_name,
    locked_hall,
    new_hall,
    note_change,
    refuse_taken_numbers,
    zone_ids,
)
from plm.expo.queries import booths_in, circuits_of, corrections_of, get_hall, specs_in, zones_of
from plm.expo.rules.entrances import Entrance
from plm.expo.rules.grid import Grid, booths_of_grid
from plm.expo.rules.layout import BoothSpec, hall_size
from plm.expo.rules.model import InputError, Problem
from plm.expo.rules.places import is_inside
from plm.expo.rules.refusals import HallInUse
from plm.expo.rules.sheet import read_sheet
from plm.expo.tables import Booth, BoothNeighbour, Circuit, Exhibitor, Hall, Placement
from plm.libraries.rules import Cell


def draw_hall(session: Session, *, event_id: int, name: str, grid: Grid, actor: str, now: datetime) -> Hall:
    """A new hall with the booths of a grid."""
    specs = booths_of_grid(grid)
    size = hall_size(specs, grid.aisle)
    return _made(session, event_id, name, size, specs, verb="expo.draw_hall", actor=actor, now=now)


def import_booths(
    session: Session,
    *,
    event_id: int,
    hall_name: str,
    rows: Sequence[tuple[int, Sequence[Cell]]],
    actor: str,
    now: datetime,
) -> Hall:
    """A new hall with the booths of a sheet; InputError brings every problem with its line."""
    specs = read_sheet(rows, [circuit.code for circuit in circuits_of(session, event_id)]).booths
    size = hall_size(specs)
    return _made(session, event_id, hall_name, size, specs, verb="expo.import_booths", actor=actor, now=now)


def copy_hall(session: Session, *, event_id: int, source: Hall, name: str, actor: str, now: datetime) -> Hall:
    """A hall as another event has it: booths, zones, circuits, doors and corrected neighbours; nobody stands in it.

    Zones and circuits that this event has already under the same code stay as they are here.
    """
    specs = specs_in(session, source)
    _copy_zones(session, source.event_id, event_id, {spec.zone for spec in specs})
    _copy_circuits(session, source.event_id, event_id, {spec.circuit for spec in specs})
    size = (source.width, source.height)
    hall = _made(session, event_id, name, size, specs, verb="expo.copy_hall", actor=actor, now=now)
    hall.entrances = list(source.entrances)
    _copy_corrections(session, source, hall)
    return hall


def revise_hall(
    session: Session,
    *,
    event_id: int,
    hall_id: int,
    seen: int,
    name: str,
    size: tuple[int, int],
    entrances: Sequence[Entrance],
    actor: str,
    now: datetime,
) -> Hall:
    """Its name, its walls and its doors; every booth must still stand inside."""
    hall = locked_hall(session, event_id, hall_id, seen)
    outside = [spec.number for spec in specs_in(session, hall) if not is_inside(spec, size)]
    if outside:
        raise InputError(tuple(Problem("outside_hall", {"booth": number}) for number in outside))
    hall.name = name
    keep_name(session, hall)
    hall.width, hall.height = size
    hall.entrances = [one.document() for one in entrances]
    facts = {"width": hall.width, "height": hall.height, "entrances": hall.entrances}
    note_change(session, hall, verb="expo.revise_hall", actor=actor, now=now, facts=facts)
    return hall


def remove_hall(session: Session, *, event_id: int, hall_id: int, actor: str, now: datetime) -> None:
    """Throw a hall away that no plan and no pin refers to."""
    hall = get_hall(session, event_id, hall_id, lock=True)
    inside = select(Booth.id).where(Booth.hall_id == hall_id)
    used = or_(exists().where(Placement.booth_id.in_(inside)), exists().where(Exhibitor.pinned_booth_id.in_(inside)))
    if session.scalar(select(used)):
        raise HallInUse(name=hall.name)
    record(
        session,
        actor=actor,
        verb="expo.remove_hall",
        subject=f"hall:{hall_id}",
        event_id=event_id,
        now=now,
        facts={"name": hall.name},
    )
    drop_booths(session, booths_in(session, hall))
    session.delete(hall)
    session.flush()


def _made(
    session: Session,
    event_id: int,
    name: str,
    size: tuple[int, int],
    specs: Sequence[BoothSpec],
    *,
    verb: str,
    actor: str,
    now: datetime,
) -> Hall:
    refuse_taken_numbers(session, event_id, specs)
    hall = new_hall(session, event_id, name, size)
    add_booths(session, hall, specs)
    facts = {"name": name, "booths": len(specs)}
    record(session, actor=actor, verb=verb, subject=f"hall:{hall.id}", event_id=event_id, now=now, facts=facts)
    return hall


def _copy_zones(session: Session, source_event: int, event_id: int, codes: set[str]) -> None:
    known = {zone.code for zone in zones_of(session, event_id)}
    zone_ids(session, event_id, codes)
    copied = {zone.code: zone for zone in zones_of(session, source_event) if zone.code in codes - known}
    for zone in zones_of(session, event_id):
        if zone.code in copied:
            zone.categories, zone.reserved = list(copied[zone.code].categories), copied[zone.code].reserved


def _copy_circuits(session: Session, source_event: int, event_id: int, codes: set[str]) -> None:
    known = {circuit.code for circuit in circuits_of(session, event_id)}
    session.add_all(
        Circuit(event_id=event_id, code=circuit.code, watts=circuit.watts)
        for circuit in circuits_of(session, source_event)
        if circuit.code in codes - known
    )
    session.flush()


def _copy_corrections(session: Session, source: Hall, hall: Hall) -> None:
    numbers = {booth.id: booth.number for booth in booths_in(session, source)}
    ids = {booth.number: booth.id for booth in booths_in(session, hall)}
    for pair in corrections_of(session, source.event_id):
        if pair.one_id in numbers and pair.other_id in numbers:
            one, other = sorted((ids[numbers[pair.one_id]], ids[numbers[pair.other_id]]))
            copied = BoothNeighbour(event_id=hall.event_id, one_id=one, other_id=other, nearness=pair.nearness)
            session.add(copied)
    session.flush()

"""Drawing the hall: from a grid or a sheet, and changing its booths."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.expo.queries import booths_of, get_hall, zones_of
from plm.expo.rules.layout import BoothSpec, Grid, booths_of_grid, hall_size, numbers_in
from plm.expo.rules.order import folded
from plm.expo.rules.refusals import (
    BoothHasPin,
    BoothNumbersTaken,
    HallInUse,
    HallNameTaken,
    UnknownBooths,
)
from plm.expo.rules.sheet import booths_of_sheet
from plm.expo.tables import Booth, Exhibitor, Hall, HallZone, Placement
from plm.expo.words import Amenity, ProductCategory
from plm.libraries.rules import Cell


@dataclass(frozen=True)
class BoothChange:
    """What several booths get at once; the whole set, not a difference."""

    amenities: frozenset[Amenity]
    capacity: int
    quality: int = 0
    zone: str = ""
    blocked_reason: str = ""


def draw_hall(session: Session, *, event_id: int, name: str, grid: Grid, actor: str, now: datetime) -> Hall:
    """A new hall with the booths of a grid."""
    specs = booths_of_grid(grid)
    _refuse_taken_numbers(session, event_id, specs)
    hall = _new_hall(session, event_id, name, *hall_size(specs, grid.aisle))
    _add_booths(session, hall, specs, {})
    record(
        session,
        actor=actor,
        verb="expo.draw_hall",
        subject=f"hall:{hall.id}",
        event_id=event_id,
        now=now,
        facts={"name": name, "booths": len(specs)},
    )
    return hall


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
    specs = booths_of_sheet(rows)
    _refuse_taken_numbers(session, event_id, specs)
    hall = _new_hall(session, event_id, hall_name, *hall_size(specs))
    zones = {zone.code: zone for zone in zones_of(session, event_id)}
    for code in sorted({spec.zone for spec in specs if spec.zone} - set(zones)):
        zones[code] = HallZone(event_id=event_id, code=code, categories=[], reserved=False)
        session.add(zones[code])
    session.flush()
    _add_booths(session, hall, specs, {code: zone.id for code, zone in zones.items()})
    record(
        session,
        actor=actor,
        verb="expo.import_booths",
        subject=f"hall:{hall.id}",
        event_id=event_id,
        now=now,
        facts={"name": hall_name, "booths": len(specs)},
    )
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
    session.execute(delete(Booth).where(Booth.hall_id == hall_id))
    session.delete(hall)
    session.flush()


def change_booths(
    session: Session, *, event_id: int, numbers: str, change: BoothChange, actor: str, now: datetime
) -> int:
    """Give the booths that `B01-B06, C03` names these properties; returns how many."""
    booths = _named(session, event_id, numbers)
    if change.blocked_reason:
        _refuse_pinned(session, booths)
    zone = _zone(session, event_id, change.zone) if change.zone else None
    for booth in booths:
        booth.amenities = sorted(change.amenities)
        booth.capacity = change.capacity
        booth.quality = change.quality
        booth.blocked_reason = change.blocked_reason
        booth.zone_id = zone.id if zone else None
    record(
        session,
        actor=actor,
        verb="expo.change_booths",
        subject=f"event:{event_id}",
        event_id=event_id,
        now=now,
        facts={
            "booths": [booth.number for booth in booths],
            "amenities": sorted(change.amenities),
            "capacity": change.capacity,
            "zone": change.zone,
            "blocked": change.blocked_reason,
        },
    )
    session.flush()
    return len(booths)


def set_zone(
    session: Session,
    *,
    event_id: int,
    code: str,
    categories: frozenset[ProductCategory],
    reserved: bool,
    actor: str,
    now: datetime,
) -> HallZone:
    """Say which categories a zone is for, and whether only they may stand there."""
    zone = _zone(session, event_id, code)
    zone.categories = sorted(category.value for category in categories)
    zone.reserved = reserved
    record(
        session,
        actor=actor,
        verb="expo.set_zone",
        subject=f"event:{event_id}",
        event_id=event_id,
        now=now,
        facts={"zone": code, "categories": zone.categories, "reserved": reserved},
    )
    session.flush()
    return zone


def _new_hall(session: Session, event_id: int, name: str, width: int, height: int) -> Hall:
    hall = Hall(event_id=event_id, name=name, width=width, height=height)
    try:
        with session.begin_nested():
            session.add(hall)
    except IntegrityError as error:
        raise HallNameTaken(name=name) from error
    return hall


def _add_booths(session: Session, hall: Hall, specs: Sequence[BoothSpec], zone_ids: Mapping[str, int]) -> None:
    session.add_all(
        Booth(
            event_id=hall.event_id,
            hall_id=hall.id,
            number=spec.number,
            x=spec.x,
            y=spec.y,
            width=spec.width,
            height=spec.height,
            zone_id=zone_ids.get(spec.zone),
            amenities=sorted(spec.amenities),
            capacity=spec.capacity,
            quality=spec.quality,
            blocked_reason=spec.blocked_reason,
        )
        for spec in specs
    )
    session.flush()


def _refuse_taken_numbers(session: Session, event_id: int, specs: Sequence[BoothSpec]) -> None:
    taken = {folded(booth.number) for booth in booths_of(session, event_id)}
    clashing = [spec.number for spec in specs if folded(spec.number) in taken]
    if clashing:
        raise BoothNumbersTaken(numbers=clashing)


def _named(session: Session, event_id: int, numbers: str) -> list[Booth]:
    booths = {booth.number: booth for booth in booths_of(session, event_id)}
    named, unknown = numbers_in(numbers, list(booths))
    if unknown or not named:
        raise UnknownBooths(numbers=unknown)
    return [booths[number] for number in named]


def _refuse_pinned(session: Session, booths: Sequence[Booth]) -> None:
    pinned = set(
        session.scalars(
            select(Exhibitor.pinned_booth_id).where(
                Exhibitor.pinned_booth_id.in_([booth.id for booth in booths]), Exhibitor.withdrawn_at.is_(None)
            )
        )
    )
    if pinned:
        raise BoothHasPin(numbers=[booth.number for booth in booths if booth.id in pinned])


def _zone(session: Session, event_id: int, code: str) -> HallZone:
    """The zone, made on its first mention."""
    query = select(HallZone).where(HallZone.event_id == event_id, HallZone.code == code)
    zone = session.scalar(query)
    if zone is None:
        zone = HallZone(event_id=event_id, code=code, categories=[], reserved=False)
        session.add(zone)
        session.flush()
    return zone

"""Zones: painted sets of booths, meant for categories."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.expo.actions.editing import BoothChange, change_members
from plm.expo.actions.floor import named, zone_ids
from plm.expo.queries import booths_of, zones_of
from plm.expo.queries.finding import found
from plm.expo.tables import HallZone
from plm.expo.words import ProductCategory


def set_zone(
    session: Session,
    *,
    event_id: int,
    code: str,
    categories: frozenset[ProductCategory],
    reserved: bool,
    actor: str,
    now: datetime,
    numbers: str | None = None,
) -> HallZone:
    """Say which categories a zone is for, whether only they may stand there, and, if said, which booths it is."""
    zone = _zone(session, event_id, code)
    zone.categories = sorted(category.value for category in categories)
    zone.reserved = reserved
    if numbers is not None:
        _paint(session, zone, numbers, actor, now)
    facts = {"zone": code, "categories": zone.categories, "reserved": reserved}
    record(
        session,
        actor=actor,
        verb="expo.set_zone",
        subject=f"event:{event_id}",
        event_id=event_id,
        now=now,
        facts=facts,
    )
    session.flush()
    return zone


def remove_zone(session: Session, *, event_id: int, code: str, actor: str, now: datetime) -> None:
    """Its booths belong to no zone from now on."""
    known = {zone.code: zone for zone in zones_of(session, event_id)}
    zone = found(known.get(code), "zone", code)
    _paint(session, zone, "", actor, now)
    record(
        session,
        actor=actor,
        verb="expo.remove_zone",
        subject=f"event:{event_id}",
        event_id=event_id,
        now=now,
        facts={"zone": code},
    )
    session.execute(delete(HallZone).where(HallZone.id == zone.id))
    session.flush()


def _paint(session: Session, zone: HallZone, numbers: str, actor: str, now: datetime) -> None:
    """Exactly these booths belong to the zone."""
    booths = booths_of(session, zone.event_id)
    change_members(
        session,
        event_id=zone.event_id,
        before={booth.number for booth in booths if booth.zone_id == zone.id},
        after={booth.number for booth in named(booths, numbers)} if numbers else set(),
        leaving=BoothChange(zone=""),
        joining=BoothChange(zone=zone.code),
        actor=actor,
        now=now,
    )


def _zone(session: Session, event_id: int, code: str) -> HallZone:
    """The zone, made on its first mention."""
    zone_ids(session, event_id, {code})
    return next(zone for zone in zones_of(session, event_id) if zone.code == code)

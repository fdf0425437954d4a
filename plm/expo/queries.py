"""Reading halls, exhibitors and plans of one event; every answer needs a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plm.db import SCORE_SCALE
from plm.eligibility.tables import EligibilityPolicy
from plm.errors import NotFound
from plm.events.tables import Event
from plm.expo import rules
from plm.expo.rules.applications import turn_of
from plm.expo.rules.order import natural
from plm.expo.rules.record import plan_of, seat_of, waiting_of_document
from plm.expo.tables import AllocationPlan, Booth, Exhibitor, Hall, HallZone, Placement, Product
from plm.expo.words import PlanState
from plm.kpi.tables import KpiScore
from plm.libraries.tables import Library, Region

Row = TypeVar("Row")


@dataclass(frozen=True)
class ExhibitorRow:
    """An exhibitor with the library, its region and its products."""

    exhibitor: Exhibitor
    library: Library
    region: Region
    products: tuple[Product, ...]
    score: Decimal | None


def halls_of(session: Session, event_id: int) -> list[Hall]:
    return list(session.scalars(select(Hall).where(Hall.event_id == event_id).order_by(Hall.id)))


def zones_of(session: Session, event_id: int) -> list[HallZone]:
    return list(session.scalars(select(HallZone).where(HallZone.event_id == event_id).order_by(HallZone.code)))


def booths_of(session: Session, event_id: int) -> list[Booth]:
    """The booths in the order people count: A2 before A10."""
    booths = session.scalars(select(Booth).where(Booth.event_id == event_id))
    return sorted(booths, key=lambda booth: natural(booth.number))


def exhibitors_of(session: Session, event_id: int) -> list[ExhibitorRow]:
    """Everyone who asks for a place and has not withdrawn, in order of application."""
    query = (
        select(Exhibitor, Library, Region)
        .join(Library, Library.id == Exhibitor.library_id)
        .join(Region, Region.code == Library.region_code)
        .where(Exhibitor.event_id == event_id, Exhibitor.withdrawn_at.is_(None))
        .order_by(Exhibitor.id)
    )
    products = _products_of(session, event_id)
    scores = scores_of(session, event_id)
    return [
        ExhibitorRow(exhibitor, library, region, tuple(products[exhibitor.id]), scores.get(library.id))
        for exhibitor, library, region in session.execute(query)
    ]


def get_exhibitor(session: Session, event_id: int, exhibitor_id: int) -> Exhibitor:
    """The exhibitor of this event that has not withdrawn, or NotFound."""
    query = select(Exhibitor).where(
        Exhibitor.event_id == event_id, Exhibitor.id == exhibitor_id, Exhibitor.withdrawn_at.is_(None)
    )
    return _found(session.scalar(query), "exhibitor", exhibitor_id)


def find_exhibitor_of_library(
    session: Session, event_id: int, library_id: int, *, lock: bool = False
) -> Exhibitor | None:
    """The library's application to this event, withdrawn or not."""
    query = select(Exhibitor).where(Exhibitor.event_id == event_id, Exhibitor.library_id == library_id)
    return session.scalar(query.with_for_update() if lock else query)


def products_of(session: Session, exhibitor_id: int) -> list[Product]:
    return list(session.scalars(select(Product).where(Product.exhibitor_id == exhibitor_id).order_by(Product.id)))


def get_booth(session: Session, event_id: int, number: str) -> Booth:
    """The booth of this event with this number, or NotFound."""
    query = select(Booth).where(Booth.event_id == event_id, Booth.number == number)
    return _found(session.scalar(query), "booth", number)


def scores_of(session: Session, event_id: int) -> dict[int, Decimal]:
    """Each library's newest score in the period the event's policy names, or in the newest period with scores."""
    policy = select(EligibilityPolicy.period_id).where(EligibilityPolicy.event_id == event_id).scalar_subquery()
    newest = select(func.max(KpiScore.period_id)).scalar_subquery()
    query = (
        select(KpiScore.library_id, KpiScore.score)
        .where(KpiScore.period_id == func.coalesce(policy, newest))
        .order_by(KpiScore.as_of, KpiScore.id)
    )
    return {row.library_id: row.score for row in session.execute(query)}


def inputs_of(session: Session, event: Event) -> rules.Inputs:
    """What an allocation of this event would be told now."""
    zones = zones_of(session, event.id)
    zone_codes = {zone.id: zone.code for zone in zones}
    booths = booths_of(session, event.id)
    numbers = {booth.id: booth.number for booth in booths}
    rows = exhibitors_of(session, event.id)
    return rules.Inputs(
        booths=tuple(_booth_value(booth, zone_codes) for booth in booths),
        exhibitors=tuple(_exhibitor_value(row, event, set(numbers.values())) for row in rows),
        zones=tuple(rules.Zone(zone.code, frozenset(zone.categories), zone.reserved) for zone in zones),
        pins=tuple(
            (str(row.exhibitor.id), numbers[row.exhibitor.pinned_booth_id])
            for row in rows
            if row.exhibitor.pinned_booth_id is not None
        ),
    )


def _booth_value(booth: Booth, zone_codes: dict[int, str]) -> rules.Booth:
    return rules.Booth(
        id=booth.number,
        x=booth.x,
        y=booth.y,
        w=booth.width,
        h=booth.height,
        zone=zone_codes[booth.zone_id] if booth.zone_id is not None else "",
        amenities=frozenset(booth.amenities),
        capacity=booth.capacity,
        blocked=bool(booth.blocked_reason),
        quality=booth.quality,
    )


def _exhibitor_value(row: ExhibitorRow, event: Event, numbers: set[str]) -> rules.Exhibitor:
    """Wishes for booths that have gone since are left out; the rest keep their order."""
    return rules.Exhibitor(
        id=str(row.exhibitor.id),
        kpi=int((row.score or Decimal(0)) * SCORE_SCALE),
        category=row.exhibitor.category.value,
        region=turn_of(event.level, row.library.region_code),
        needs=frozenset(row.exhibitor.needs),
        prefs=tuple(wish for wish in row.exhibitor.wishes if wish in numbers),
        registered=row.exhibitor.id,
    )


def plans_of(session: Session, event_id: int) -> list[AllocationPlan]:
    """Every plan, the newest first."""
    query = select(AllocationPlan).where(AllocationPlan.event_id == event_id).order_by(AllocationPlan.number.desc())
    return list(session.scalars(query))


def get_plan(session: Session, event_id: int, number: int) -> AllocationPlan:
    """The event's plan with this number, or NotFound."""
    query = select(AllocationPlan).where(AllocationPlan.event_id == event_id, AllocationPlan.number == number)
    return _found(session.scalar(query), "plan", number)


def find_published_plan(session: Session, event_id: int) -> AllocationPlan | None:
    query = select(AllocationPlan).where(
        AllocationPlan.event_id == event_id, AllocationPlan.state == PlanState.PUBLISHED
    )
    return session.scalar(query)


def placements_of(session: Session, plan_id: int) -> list[Placement]:
    """Seats in order of application, then the waiting in the order places would be offered."""
    query = (
        select(Placement)
        .where(Placement.plan_id == plan_id)
        .order_by(func.coalesce(Placement.queue_number, 0), Placement.exhibitor_id)
    )
    return list(session.scalars(query))


def outcome_of(plan: AllocationPlan, placements: Sequence[Placement], numbers: dict[int, str]) -> rules.Plan:
    """A stored plan as the rules know it, for explaining and checking."""
    seats = [
        seat_of(str(one.exhibitor_id), numbers[one.booth_id], one.points, one.reasons)
        for one in placements
        if one.booth_id is not None
    ]
    waiting = [
        waiting_of_document(str(one.exhibitor_id), one.queue_number, one.reasons)
        for one in placements
        if one.queue_number is not None
    ]
    return plan_of(
        seats, waiting, objective=plan.objective, input_sha256=plan.inputs_sha256, plan_sha256=plan.plan_sha256
    )


def libraries_without_booth(session: Session, event_id: int) -> list[Library]:
    """Libraries that have not applied to this event, by name."""
    applied = select(Exhibitor.library_id).where(Exhibitor.event_id == event_id, Exhibitor.withdrawn_at.is_(None))
    return list(session.scalars(select(Library).where(Library.id.not_in(applied)).order_by(Library.name)))


def _products_of(session: Session, event_id: int) -> defaultdict[int, list[Product]]:
    query = (
        select(Product)
        .join(Exhibitor, Exhibitor.id == Product.exhibitor_id)
        .where(Exhibitor.event_id == event_id)
        .order_by(Product.id)
    )
    found: defaultdict[int, list[Product]] = defaultdict(list)
    for product in session.scalars(query):
        found[product.exhibitor_id].append(product)
    return found


def _found(value: Row | None, what: str, name: object) -> Row:
    if value is None:
        raise NotFound(what=what, value=name)
    return value

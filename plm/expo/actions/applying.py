"""Asking for a booth, changing the mind, and the committee's pins."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.events.tables import Event
from plm.expo import rules
from plm.expo.queries import (
    booths_of,
    find_exhibitor_of_library,
    get_booth,
    get_exhibitor,
    inputs_of,
)
from plm.expo.rules.applications import MOST_WISHES, Application
from plm.expo.rules.fit import NEUTRAL, obstacles
from plm.expo.rules.order import folded
from plm.expo.rules.refusals import ApplicationsClosed, PinRefused, ProductNeeded, TooManyWishes, UnknownBooths
from plm.expo.tables import Exhibitor, Product


def apply_for_booth(
    session: Session, *, event_id: int, library_id: int, application: Application, actor: str, now: datetime
) -> Exhibitor:
    """Store the library's application, or change the one it has; one each, however often it is sent."""
    if not application.products:
        raise ProductNeeded()
    wishes = _known_wishes(session, event_id, application.wishes)
    exhibitor = _find_or_add(session, event_id, library_id, application, now)
    exhibitor.label = application.label
    exhibitor.category = application.category
    exhibitor.needs = sorted(application.needs)
    exhibitor.wishes = wishes
    if exhibitor.withdrawn_at is not None:
        exhibitor.withdrawn_at, exhibitor.applied_at = None, now
    session.execute(delete(Product).where(Product.exhibitor_id == exhibitor.id))
    session.add_all(Product(exhibitor_id=exhibitor.id, **asdict(entry)) for entry in application.products)
    record(
        session,
        actor=actor,
        verb="expo.apply",
        subject=f"exhibitor:{exhibitor.id}",
        event_id=event_id,
        now=now,
        facts={
            "category": application.category,
            "needs": sorted(application.needs),
            "wishes": wishes,
            "products": len(application.products),
        },
    )
    session.flush()
    return exhibitor


def apply_by_link(session: Session, *, event: Event, library_id: int, application: Application, now: datetime) -> None:
    """The library's own application, while registration is open."""
    if event.registration_closes_at and now > event.registration_closes_at:
        raise ApplicationsClosed(closes_at=event.registration_closes_at)
    actor = f"library:{library_id}"
    apply_for_booth(session, event_id=event.id, library_id=library_id, application=application, actor=actor, now=now)


def withdraw_exhibitor(session: Session, *, event_id: int, exhibitor_id: int, actor: str, now: datetime) -> None:
    """Take the application back; a later one goes to the end of the order."""
    exhibitor = get_exhibitor(session, event_id, exhibitor_id)
    exhibitor.withdrawn_at = now
    exhibitor.pinned_booth_id = None
    record(session, actor=actor, verb="expo.withdraw", subject=f"exhibitor:{exhibitor_id}", event_id=event_id, now=now)
    session.flush()


def pin_exhibitor(
    session: Session, *, event: Event, exhibitor_id: int, booth_number: str, actor: str, now: datetime
) -> None:
    """Fix one exhibitor to a booth that suits; later runs keep it there."""
    exhibitor = get_exhibitor(session, event.id, exhibitor_id)
    booth = get_booth(session, event.id, booth_number)
    # Whoever pins to this booth waits here, so that no two of them see the same last place.
    session.refresh(booth, with_for_update={"key_share": True})
    obstacle = _pin_obstacle(inputs_of(session, event), str(exhibitor_id), booth_number)
    if obstacle:
        raise PinRefused(reason=obstacle, booth=booth_number)
    exhibitor.pinned_booth_id = booth.id
    record(
        session,
        actor=actor,
        verb="expo.pin",
        subject=f"exhibitor:{exhibitor_id}",
        event_id=event.id,
        now=now,
        facts={"booth": booth_number},
    )
    session.flush()


def unpin_exhibitor(session: Session, *, event_id: int, exhibitor_id: int, actor: str, now: datetime) -> None:
    """Let later runs move the exhibitor again."""
    exhibitor = get_exhibitor(session, event_id, exhibitor_id)
    exhibitor.pinned_booth_id = None
    record(session, actor=actor, verb="expo.unpin", subject=f"exhibitor:{exhibitor_id}", event_id=event_id, now=now)
    session.flush()


def _known_wishes(session: Session, event_id: int, typed: tuple[str, ...]) -> list[str]:
    """The booths meant, spelling of case and spaces forgiven; refused when unknown, repeated or too many."""
    known = {folded(booth.number): booth.number for booth in booths_of(session, event_id)} if typed else {}
    unknown = [wish for wish in typed if folded(wish) not in known]
    if unknown:
        raise UnknownBooths(numbers=unknown)
    wishes = [known[folded(wish)] for wish in typed]
    if len(wishes) > MOST_WISHES or len(set(wishes)) < len(wishes):
        raise TooManyWishes(most=MOST_WISHES)
    return wishes


def _find_or_add(
    session: Session, event_id: int, library_id: int, application: Application, now: datetime
) -> Exhibitor:
    """The library's one row, locked; when two requests add it at once, the constraint lets one in."""
    found = find_exhibitor_of_library(session, event_id, library_id, lock=True)
    if found:
        return found
    fresh = Exhibitor(
        event_id=event_id,
        library_id=library_id,
        label=application.label,
        category=application.category,
        needs=[],
        wishes=[],
        applied_at=now,
    )
    try:
        with session.begin_nested():
            session.add(fresh)
    except IntegrityError:
        found = find_exhibitor_of_library(session, event_id, library_id, lock=True)
        if found is None:
            raise
        return found
    return fresh


def _pin_obstacle(inputs: rules.Inputs, exhibitor_id: str, booth_number: str) -> rules.Why | None:
    booth = next(one for one in inputs.booths if one.id == booth_number)
    exhibitor = next(one for one in inputs.exhibitors if one.id == exhibitor_id)
    zone = next((zone for zone in inputs.zones if zone.id == booth.zone), NEUTRAL)
    others = [one for one, place in inputs.pins if place == booth_number and one != exhibitor_id]
    for obstacle in obstacles(exhibitor, booth, zone):
        return obstacle.code
    return rules.Why.TAKEN_BY if len(others) >= booth.capacity else None

"""When registration is open, and what a delegation needs."""

from collections.abc import Mapping
from datetime import datetime

from plm.registration.rules.people import PersonDetails
from plm.registration.rules.refusals import ParticipantsMissing, RegistrationClosed, RegistrationNotOpen


def require_window(*, opens_at: datetime | None, closes_at: datetime | None, zone: object, now: datetime) -> None:
    """Raise RegistrationNotOpen or RegistrationClosed outside the window; an open side has no limit."""
    if opens_at is not None and now < opens_at:
        raise RegistrationNotOpen(opens_at=opens_at, zone=zone)
    if closes_at is not None and now >= closes_at:
        raise RegistrationClosed(closes_at=closes_at, zone=zone)


def is_complete(person: PersonDetails) -> bool:
    """Whether enough is known to hand out a ticket: a name, a number, a position."""
    return bool(person.name and person.phone and person.position)


def require_people(people: Mapping[int, PersonDetails], *, seats: int) -> None:
    """Raise ParticipantsMissing with each number that is not complete."""
    missing = [number for number in range(1, seats + 1) if number not in people or not is_complete(people[number])]
    if missing:
        raise ParticipantsMissing(numbers=missing)

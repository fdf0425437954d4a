"""Making meetings, venues and agendas on both databases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from plm.audit.tables import AuditEntry
from plm.errors import NotFound
from plm.events.actions import (
    EventDetails,
    SessionDetails,
    add_session,
    add_venue,
    create_event,
    remove_session,
    remove_venue,
    revise_event,
    revise_session,
    revise_venue,
)
from plm.events.queries import agenda_of, events_within, find_event, venues_of
from plm.events.rules import (
    EventLevel,
    EventMode,
    EventNotSound,
    EventProblem,
    SessionKind,
    SlugNotSound,
    SlugTaken,
    VenueInUse,
    Zone,
)
from tests.factories import NOON, make_event, make_region

BALI = EventDetails(
    name="PLM Nasional 2024",
    level=EventLevel.NATIONAL,
    mode=EventMode.ONSITE,
    starts_on=date(2024, 11, 6),
    ends_on=date(2024, 11, 8),
    zone=Zone.WITA,
)
WHO = {"actor": "account:3", "now": NOON}
OPENING = SessionDetails(title="Pembukaan", kind=SessionKind.PLENARY, starts_at=NOON, ends_at=NOON + timedelta(hours=2))


def test_a_meeting_is_made_and_noted(session):
    event = create_event(session, slug="plm-nasional-2024", details=BALI, **WHO)

    assert find_event(session, "plm-nasional-2024") == event
    assert session.scalar(select(AuditEntry.verb).where(AuditEntry.event_id == event.id)) == "event.create"


def test_an_address_belongs_to_one_meeting(session):
    create_event(session, slug="plm", details=BALI, **WHO)

    with pytest.raises(SlugTaken):
        create_event(session, slug="plm", details=BALI, **WHO)
    with pytest.raises(SlugNotSound):
        create_event(session, slug="akun", details=BALI, **WHO)


@pytest.mark.parametrize(
    ("region", "problem"), [("62", EventProblem.REGION_UNKNOWN), (None, EventProblem.REGION_NEEDED)]
)
def test_a_provincial_meeting_needs_a_known_province(session, region, problem):
    details = replace(BALI, level=EventLevel.PROVINCE, region_code=region)

    with pytest.raises(EventNotSound) as refused:
        create_event(session, slug="plm", details=details, **WHO)

    assert refused.value.facts["problems"] == (problem,)


def test_capacity_cannot_fall_below_the_seats_taken(session):
    event = make_event(session, capacity=5, seats_taken=3)

    with pytest.raises(EventNotSound):
        revise_event(session, event=event, details=replace(BALI, capacity=2), **WHO)
    revise_event(session, event=event, details=replace(BALI, capacity=3), **WHO)

    assert event.capacity == 3


def test_venues_and_agenda_belong_together(session):
    event = make_event(session)
    hall = add_venue(session, event_id=event.id, name=" Ruang pleno ", **WHO)
    line = add_session(session, event_id=event.id, details=replace(OPENING, venue_id=hall.id), **WHO)

    revise_venue(session, venue=hall, name="Ruang Sanur", address="Lantai 2", online_url="https://contoh.id/a", **WHO)
    revise_session(session, line=line, details=replace(OPENING, title="Pleno 1", venue_id=hall.id), **WHO)

    assert agenda_of(session, event.id) == [(line, hall)]
    assert (line.title, hall.name, hall.address) == ("Pleno 1", "Ruang Sanur", "Lantai 2")


def test_a_venue_in_use_stays_until_its_sessions_move(session):
    event = make_event(session)
    hall = add_venue(session, event_id=event.id, name="Ruang pleno", **WHO)
    line = add_session(session, event_id=event.id, details=replace(OPENING, venue_id=hall.id), **WHO)

    with pytest.raises(VenueInUse):
        remove_venue(session, venue=hall, **WHO)
    remove_session(session, line=line, **WHO)
    remove_venue(session, venue=hall, **WHO)
    session.flush()

    assert venues_of(session, event.id) == []


def test_a_session_cannot_borrow_the_venue_of_another_meeting(session):
    strange = add_venue(session, event_id=make_event(session, slug="lain").id, name="Ruang lain", **WHO)
    event = make_event(session)

    with pytest.raises(NotFound):
        add_session(session, event_id=event.id, details=replace(OPENING, venue_id=strange.id), **WHO)


def test_a_session_ends_after_it_starts(session):
    event = make_event(session)

    with pytest.raises(EventNotSound):
        add_session(session, event_id=event.id, details=replace(OPENING, ends_at=NOON), **WHO)


def test_meetings_within_a_region_do_not_include_its_namesakes(session):
    make_region(session, "62.13")
    make_region(session, "73")
    make_event(session, slug="nasional")
    regency = make_event(session, slug="bartim", level=EventLevel.REGENCY, region_code="62.13")
    own = make_event(session, slug="tamu", level=EventLevel.PROVINCE, region_code="73")

    found = events_within(session, region_codes=["62"], event_ids=[own.id])

    assert set(found) == {regency, own}

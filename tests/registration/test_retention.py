"""What has been kept long enough goes, in small batches; the registers stay."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from plm.certificates.queries import certificates_of_participant
from plm.checkin.tables import Presence
from plm.outbox.tables import MailMessage
from plm.registration.actions import (
    give_specific,
    purge,
    save_journey,
    set_retention,
    submit_delegation,
)
from plm.registration.queries import find_letter, journeys_of, retention_of, roster_of, specific_of
from plm.registration.rules import USUAL_DAYS, Ask, Journey, Kept, due
from plm.registration.tables import Participant
from tests.certificates.scenes import issue_one, make_person
from tests.factories import NOON, make_event, make_library
from tests.registration.makers import make_draft, make_invitation

LAST = date(2024, 11, 8)


@pytest.fixture
def event(session):
    return make_event(session)


def _purge(session, event, kept, batch=200):
    return purge(session, event_id=event.id, kept=kept, now=NOON, batch=batch)


def test_each_field_is_due_the_day_after_its_time():
    short = {**USUAL_DAYS, Kept.PHONE: 10}

    assert due(short, ends_on=LAST, today=LAST + timedelta(10)) == ()
    assert due(short, ends_on=LAST, today=LAST + timedelta(11)) == (Kept.PHONE,)
    assert due(USUAL_DAYS, ends_on=LAST, today=LAST + timedelta(9_999)) == tuple(Kept)


def test_an_event_says_how_long_and_the_rest_is_usual(session, event):
    set_retention(session, event_id=event.id, days={Kept.PHONE: 30}, actor="account:1", now=NOON)

    assert retention_of(session, event.id) == {**USUAL_DAYS, Kept.PHONE: 30}


def test_registers_of_attendance_and_certificates_outlive_everything(session, event):
    person = make_person(session, event, phone="+6281234567890", email="satu@contoh.id", nip="199001012015041001")
    save_journey(session, participant=person, journey=Journey(meals="Vegetarian"), now=NOON)
    words = {"note": "Alergi udang"}
    give_specific(session, participant=person, ask=Ask.HEALTH, words=words, consent=True, now=NOON)
    issue_one(session, event, person)
    for kept in Kept:
        _purge(session, event, kept)
    again = [_purge(session, event, kept).rows for kept in Kept]

    assert (person.phone, person.email, person.nip) == ("", "", "")
    assert journeys_of(session, [person.id]) == {}
    assert specific_of(session, person.id) == {}
    assert again == [0] * len(Kept)
    assert (person.name, person.institution) != ("", "")
    assert len(certificates_of_participant(session, person.id)) == 1
    assert session.scalars(select(Presence).where(Presence.event_id == event.id)).all() != []


def test_batches_are_small_and_come_to_an_end(session, event):
    for number in range(5):
        make_person(session, event, name=f"Contoh {number}", phone=f"+628123456780{number}")
    rows = [_purge(session, event, Kept.PHONE, batch=2).rows for _turn in range(4)]

    assert rows == [2, 2, 1, 0]


def test_files_of_papers_go_and_that_they_were_handed_in_stays(session, event):
    delegation = make_draft(session, make_invitation(session, event))
    key = find_letter(session, delegation.id).storage_key
    purged = _purge(session, event, Kept.PAPERS)
    letter = find_letter(session, delegation.id)

    assert purged.unused_keys == (key,)
    assert (letter.storage_key, letter.filename) == (None, "")


def test_people_of_registrations_that_were_never_sent_go_and_others_stay(session, event):
    draft = make_draft(session, make_invitation(session, event))
    sent = make_draft(session, make_invitation(session, event, make_library(session, region_code="62.13.09.2010")))
    submit_delegation(session, delegation=sent, now=NOON)
    purged = _purge(session, event, Kept.DRAFTS)

    assert purged.rows == 1
    assert roster_of(session, draft.id) == []
    assert len(roster_of(session, sent.id)) == 1


def test_other_events_keep_theirs(session, event):
    other = make_event(session, slug="lain")
    person = make_person(session, other, phone="+6281234567890")
    _purge(session, event, Kept.PHONE)

    assert session.get_one(Participant, person.id).phone == "+6281234567890"
    assert session.scalars(select(MailMessage)).all() == []

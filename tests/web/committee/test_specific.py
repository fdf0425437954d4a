"""Specific personal data: seen by the appointed officers alone, and every look is noted."""

import pytest

from plm.accounts.rules import Role
from plm.audit.queries import entries_of
from plm.registration.actions import give_specific
from plm.registration.rules import Ask
from tests.certificates.scenes import make_person
from tests.factories import NOON, log_in, make_account, make_event

URL = "/panitia/plm-2024/peserta/data-khusus/"


@pytest.fixture
def person(session):
    person = make_person(session, make_event(session))
    for ask, words in (
        (Ask.HEALTH, {"note": "Alergi <udang>"}),
        (Ask.BANK, {"bank": "Bank Contoh", "account": "0012", "holder": "Contoh"}),
    ):
        give_specific(session, participant=person, ask=ask, words=words, consent=True, now=NOON)
    session.commit()
    return person


@pytest.mark.parametrize(
    ("role", "health", "bank"),
    [
        (Role.COMMITTEE, 403, 403),
        (Role.AUDITOR, 403, 403),
        (Role.DESK, 403, 403),
        (Role.CARE, 200, 403),
        (Role.TREASURER, 403, 200),
    ],
)
def test_each_officer_sees_their_own_part_and_others_none(client, session, person, role, health, bank):
    log_in(client, make_account(session, role=role))
    session.commit()

    assert client.get(f"{URL}health").status_code == health
    assert client.get(f"{URL}bank").status_code == bank


def test_look_is_noted_with_who_and_how_many(client, session, person):
    account = make_account(session, role=Role.CARE)
    log_in(client, account)
    session.commit()
    page = client.get(f"{URL}health").text
    entry = entries_of(session, person.event_id, limit=1)[0]

    assert "Alergi &lt;udang&gt;" in page
    assert (entry.verb, entry.actor, entry.facts) == (
        "specific.look",
        f"account:{account.id}",
        {"ask": "health", "people": 1},
    )


def test_others_read_who_may(client, session, person):
    log_in(client, make_account(session, role=Role.AUDITOR))

    assert "Hanya petugas kesehatan dan bendahara" in client.get(URL).text
    assert client.get(f"{URL}lain").status_code == 404

"""Lost tickets and whole delegations, as devices find them."""

import pytest
from sqlalchemy import select

from plm.audit.tables import AuditEntry
from plm.checkin.actions import add_device, issue_tickets
from plm.checkin.queries import group_code_of
from plm.checkin.rules import group_url, written_code
from plm.clock import now
from plm.registration.actions import submit_delegation
from plm.registration.queries import roster_of
from tests.checkin.people import make_checkpoint, make_holder
from tests.factories import NOON, make_event, make_library
from tests.registration.makers import make_draft, make_invitation, secret


@pytest.fixture
def event(session):
    return make_event(session)


@pytest.fixture
def gate(session, event):
    door = make_checkpoint(session, event)
    return add_device(session, event_id=event.id, checkpoint=door, name="Gerbang 1", actor="cli", now=NOON)


@pytest.fixture
def call(client, gate):
    headers = {"Authorization": f"Bearer {gate[1]}"}
    return lambda method, path, **more: client.open(f"/api/v1/{path}", method=method, headers=headers, **more)


@pytest.fixture
def delegation(session, event):
    delegation = make_draft(session, make_invitation(session, event, make_library(session)), seats=2)
    submit_delegation(session, delegation=delegation, now=NOON)
    ids = [person.id for person in roster_of(session, delegation.id)]
    issue_tickets(session, event_id=event.id, participant_ids=ids, secret_key=secret(), now=NOON)
    session.commit()
    return delegation


def tick(call, ticket):
    scan = {"id": "00000000-0000-4000-8000-00000000000a", "ticket": ticket, "scanned_at": now().isoformat()}
    return call("POST", "scans", json={"scans": [scan]}).json["results"][0]


def test_somebody_without_a_ticket_is_found_and_ticked_and_it_is_noted(call, session, event, gate):
    make_holder(session, event)
    make_holder(session, event, name="Orang Lain", institution="Perpusdes Lain")

    (found,) = call("GET", "search", query_string={"q": " contoh "}).json["people"]
    result = tick(call, found["ticket"])
    (again,) = call("GET", "search", query_string={"q": "contoh"}).json["people"]

    assert found.pop("ticket").startswith("P:")
    assert found == {
        "name": "Contoh Satu, S.Pd.",
        "institution": "Perpustakaan Desa Mappalo Ulaweng",
        "roles": ["participant"],
    }
    assert result["outcome"] == "accepted"
    assert again["entered_at"]
    notes = session.scalars(select(AuditEntry).where(AuditEntry.verb == "people.search")).all()
    assert [(note.actor, note.facts) for note in notes] == [
        (f"device:{gate[0].id}", {"device": "Gerbang 1", "text": "contoh", "found": 1})
    ] * 2


@pytest.mark.parametrize("text", ["", "ab", "a 1 b", "12345"])
def test_fewer_than_three_letters_list_nobody(call, session, text):
    answer = call("GET", "search", query_string={"q": text})

    assert answer.status_code == 422
    assert session.scalars(select(AuditEntry).where(AuditEntry.verb == "people.search")).all() == []


def test_at_most_twenty_are_listed(call, session, event):
    for number in range(25):
        make_holder(session, event, name=f"Contoh {number}")

    assert len(call("GET", "search", query_string={"q": "contoh"}).json["people"]) == 20


def test_a_kiosk_lets_nobody_search(call, session, event, gate):
    gate[0].kiosk = True

    assert call("GET", "search", query_string={"q": "contoh"}).status_code == 403


def test_a_delegation_is_read_by_its_code_and_ticked(call, session, event, delegation):
    code = group_code_of(session, delegation.id, secret())

    answers = [
        call("GET", "group", query_string={"code": text}).json
        for text in (group_url("https://plm.contoh.id", code), written_code(code).lower(), code)
    ]

    people = answers[0]["people"]
    assert answers[1:] == answers[:1] * 2
    assert answers[0]["delegation"] == {"name": "Perpusdes Tangkum"}
    assert [one["name"] for one in people] == ["Contoh Satu, S.Pd."] * 2
    assert tick(call, people[0]["ticket"])["outcome"] == "accepted"


def test_a_delegation_of_another_event_is_unknown_here(client, call, session, event, delegation):
    code = group_code_of(session, delegation.id, secret())
    other = make_event(session, slug="lain")
    door = make_checkpoint(session, other, code="lain")
    _device, token = add_device(session, event_id=other.id, checkpoint=door, name="Lain", actor="cli", now=NOON)
    headers = {"Authorization": f"Bearer {token}"}

    elsewhere = client.get("/api/v1/group", query_string={"code": code}, headers=headers)
    nobodys = call("GET", "group", query_string={"code": "0" * 26})

    assert [(one.status_code, one.json["error"]) for one in (elsewhere, nobodys)] == [(404, "not_found")] * 2


def test_a_code_lets_nobody_in_by_itself(call, session, delegation):
    code = group_code_of(session, delegation.id, secret())

    assert tick(call, written_code(code))["reason"] == "unknown_ticket"


def test_the_page_of_a_code_names_nobody(client, session, event, delegation):
    code = written_code(group_code_of(session, delegation.id, secret()))

    page, unknown = client.get(f"/D/{code}"), client.get(f"/D/{'0' * 27}")

    assert page.status_code == 200
    assert event.name in page.text
    assert "Contoh" not in page.text
    assert "Tangkum" not in page.text
    assert unknown.status_code == 404

"""The roster page by page: whatever is lost, repeated or overtaken, a phone ends with what the server has."""

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from plm.checkin.actions import (
    add_device,
    add_ticket_key,
    annul_own_scan,
    annul_scan,
    record_scans,
    replace_ticket,
    revoke_ticket,
    revoke_ticket_key,
    set_ticket_kind,
)
from plm.checkin.queries import drawn_tickets_of, post_of, roster_page
from plm.checkin.queries import roster as pages_of
from plm.checkin.rules import Issuer, Passing, TicketKind, day_at, event_tag, held_by
from plm.checkin.tables import Checkpoint, Guest, Ticket
from plm.registration.rules import EventRole, ParticipantState
from plm.registration.tables import ParticipantRole
from plm.web.api.telling import page_json
from tests.checkin.opening import Phone, key_of
from tests.checkin.people import SECRET, make_checkpoint, make_holder, scan_of
from tests.factories import NOON, make_event

MINUTE = timedelta(minutes=1)


@pytest.fixture
def event(session):
    return make_event(session)


@pytest.fixture
def door(session, event):
    return make_checkpoint(session, event)


@pytest.fixture
def gate(session, event, door):
    return add_device(session, event_id=event.id, checkpoint=door, name="Gerbang 1", actor="cli", now=NOON)[0]


@pytest.fixture
def people(session, event):
    return [make_holder(session, event, name=f"Contoh {number}") for number in range(40)]


@pytest.fixture
def ask(session, event, gate):
    """The page after a cursor, as it stands in JSON."""

    def page(cursor=None, at=None, device=None):
        device = device or gate
        found = roster_page(
            session,
            checkpoint=at or session.get_one(Checkpoint, device.checkpoint_id),
            device_id=device.id,
            held=held_by(cursor or ""),
            issuer=Issuer(SECRET, event.id, event_tag(event.slug)),
            today=day_at(NOON, event.zone),
        )
        return page_json(found)

    return page


@pytest.fixture
def sync(ask):
    """All pages that wait; returns them."""

    def run(phone, **more):
        pages = []
        while True:
            pages.append(ask(phone.cursor, **more))
            phone.take(pages[-1])
            if not pages[-1]["more"]:
                return pages

    return run


def scan(session, event, door, gate, holder, **changes):
    asked = scan_of(holder.code, id=str(uuid4()), **changes)
    (answer,) = record_scans(session, post=post_of(event, door, gate), scans=[asked], scanned_by=gate.name, now=NOON)
    session.flush()
    return answer


def text(lookup):
    return b64encode(key_of(lookup)).decode()


def test_a_new_device_gets_everybody_and_opens_each_with_the_ticket_alone(people, sync):
    phone = Phone()

    (page,) = sync(phone)

    assert page["reset"] is True
    assert [phone.person(one.code, one.code) for one in people] == [
        (["participant"], "Perpustakaan Desa Mappalo Ulaweng", f"Contoh {number}, S.Pd.") for number in range(40)
    ]


def test_nothing_new_is_nothing_sent(people, sync):
    phone = Phone()
    sync(phone)

    (page,) = sync(phone)

    assert page.keys() == {"cursor", "more", "entries"}
    assert page["entries"] == []


def test_a_device_that_was_moved_begins_anew(session, event, people, ask, sync):
    phone = Phone()
    sync(phone)

    page = ask(phone.cursor, at=make_checkpoint(session, event, code="makan", name="Makan siang"))

    assert page["reset"] is True
    assert len(page["buckets"]) == len(phone.contents)


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "!" * 3000])
def test_a_cursor_that_says_nothing_begins_anew(people, ask, cursor):
    assert ask(cursor)["reset"] is True


def test_pages_may_be_lost_repeated_and_overtaken(session, event, people, ask, sync, monkeypatch):
    monkeypatch.setattr(pages_of, "PAGE_BYTES", 300)
    phone = Phone()
    phone.take(ask())
    lost = ask(phone.cursor)
    session.delete(session.get_one(ParticipantRole, (people[3].participant.id, EventRole.PARTICIPANT)))
    people[0].participant.name = "Contoh Baru"
    people[1].participant.institution = "Perpusdes Lain"
    revoke_ticket(session, event_id=event.id, ticket_id=people[2].ticket_id, reason="Hilang", actor="x", now=NOON)
    late = make_holder(session, event, name="Contoh Terlambat")
    pages = sync(phone)
    phone.take({**pages[-2], "cursor": phone.cursor})
    sync(phone)
    fresh = Phone()
    sync(fresh)

    assert lost["more"] is True
    assert len(pages) > 3
    assert (phone.contents, phone.revoked) == (fresh.contents, fresh.revoked)
    assert phone.person(people[0].code, people[0].code)[2] == "Contoh Baru, S.Pd."
    assert phone.person(people[1].code, people[1].code)[1] == "Perpusdes Lain"
    assert phone.person(people[2].code, people[2].code) is None
    assert phone.person(people[3].code, people[3].code)[0] == []
    assert phone.person(late.code, late.code)[2] == "Contoh Terlambat, S.Pd."


def test_a_bucket_that_is_empty_now_is_emptied(session, event, ask, sync):
    only = make_holder(session, event)
    phone = Phone()
    sync(phone)
    only.participant.state = ParticipantState.CANCELLED

    (page,) = sync(phone)

    assert page["buckets"] == {str(key_of(only.code)[0]): ""}
    assert phone.revoked == {"participant_cancelled": [text(only.code)]}
    assert "buckets" not in ask(phone.cursor)


def test_who_is_refused_is_told_with_the_reason(session, event, people, sync):
    phone = Phone()
    sync(phone)
    revoke_ticket(session, event_id=event.id, ticket_id=people[0].ticket_id, reason="x", actor="x", now=NOON)
    replace_ticket(
        session, event_id=event.id, ticket_id=people[1].ticket_id, reason="x", secret_key=SECRET, actor="x", now=NOON
    )
    people[2].participant.state = ParticipantState.SUBSTITUTED
    people[3].participant.state = ParticipantState.CANCELLED
    session.flush()

    sync(phone)

    assert {reason: set(keys) for reason, keys in phone.revoked.items()} == {
        "revoked": {text(people[0].code)},
        "replaced": {text(people[1].code), text(people[2].code)},
        "participant_cancelled": {text(people[3].code)},
    }


def test_guests_are_keys_and_only_where_the_list_counts(session, event, door, people, sync):
    phone = Phone()
    session.add(
        Guest(checkpoint_id=door.id, participant_id=people[0].participant.id, added_at=NOON, added_by="account:1")
    )
    sync(phone)
    before = phone.guests
    door.guests_only = True

    (page,) = sync(phone)

    assert before == b""
    assert page.keys() == {"cursor", "more", "entries", "guests"}
    assert phone.guests == key_of(people[0].code)
    session.query(Guest).delete()
    sync(phone)
    assert phone.guests == b""


def test_entries_are_told_once_they_happened_and_taken_back_when_annulled(session, event, door, gate, people, sync):
    phone = Phone()
    sync(phone)
    answer = scan(session, event, door, gate, people[0])
    sync(phone)
    entered = dict(phone.entries)
    annul_scan(
        session, post=post_of(event, door), scan_id=answer.scan_id, by="Panitia", reason="", actor="account:1", now=NOON
    )
    sync(phone)

    place = (text(people[0].code), "2024-11-06")
    assert entered == {place: (NOON.timestamp() * 1000, "Gerbang 1", 1, 1)}
    assert phone.entries[place][2:] == (0, 0)
    assert phone.rulings == {answer.scan_id: ("refused", "annulled")}


def test_what_a_device_took_back_itself_is_no_news(session, event, door, gate, people, sync):
    phone = Phone()
    answer = scan(session, event, door, gate, people[0])
    annul_own_scan(session, post=post_of(event, door, gate), scan_id=answer.scan_id, reason="", now=NOON)

    sync(phone)

    assert phone.rulings == {}


def test_a_verdict_that_changed_and_changed_back_is_told_twice(session, event, door, gate, people, sync):
    other = add_device(session, event_id=event.id, checkpoint=door, name="Gerbang 2", actor="cli", now=NOON - MINUTE)[0]
    gate.paired_at = other.paired_at = NOON - 30 * MINUTE
    phone = Phone()
    mine = scan(session, event, door, gate, people[0], offline=True, scanned_at=NOON - MINUTE)
    sync(phone)
    theirs = scan(session, event, door, other, people[0], offline=True, scanned_at=NOON - 2 * MINUTE)
    sync(phone)
    overtaken = dict(phone.rulings)
    annul_own_scan(session, post=post_of(event, door, other), scan_id=theirs.scan_id, reason="", now=NOON)
    sync(phone)

    assert overtaken == {mine.scan_id: ("duplicate", None)}
    assert phone.rulings == {mine.scan_id: ("accepted", None)}


def test_where_people_pass_as_often_as_they_like_no_entries_are_told(session, event, door, gate, people, sync):
    door.passing = Passing.MANY
    scan(session, event, door, gate, people[0])
    phone = Phone()

    sync(phone)

    assert phone.entries == {}


def test_after_a_restored_backup_everything_is_told_again(session, event, door, gate, people, sync):
    phone = Phone()
    scan(session, event, door, gate, people[0])
    sync(phone)
    phone.cursor = replace(held_by(phone.cursor), horizon=2**60).encoded()

    (page,) = sync(phone)

    assert [row[0] for row in page["entries"]] == [text(people[0].code)]


def test_signed_tickets_open_with_every_key_that_is_good(session, event, people, sync):
    def choose(kind):
        set_ticket_kind(session, event_id=event.id, kind=kind, secret_key=SECRET, actor="account:1", now=NOON)

    def token():
        ids = [people[0].participant.id]
        (drawn,) = drawn_tickets_of(session, event, ids, secret_key=SECRET, public_url="https://x.id").values()
        return drawn.says

    code, serial = people[0].code, f"S:{session.get_one(Ticket, people[0].ticket_id).serial}"
    phone = Phone()
    choose(TicketKind.SIGNED)
    first = token()
    sync(phone)
    told = phone.person(serial, first), phone.person(code, code)
    add_ticket_key(session, event_id=event.id, secret_key=SECRET, actor="account:1", now=NOON)
    second = token()
    sync(phone)
    both = [phone.person(serial, one)[2] for one in (first, second)]
    revoke_ticket_key(
        session, event_id=event.id, number=1, reason="Bocor", secret_key=SECRET, actor="account:1", now=NOON
    )
    sync(phone)
    after = [phone.person(serial, one)[2] for one in (first, second)]
    choose(TicketKind.OPAQUE)
    sync(phone)

    name = "Contoh 0, S.Pd."
    assert told == ((["participant"], "Perpustakaan Desa Mappalo Ulaweng", name), ([], "", ""))
    assert both == [name, name]
    assert after == ["", name]
    assert phone.person(code, code)[2] == phone.person(serial, second)[2] == name

"""A device: paired by a code, told where it stands, and given its roster."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask_migrate import upgrade
from sqlalchemy import event as listening

from plm.app import create_app
from plm.checkin.actions import add_device, make_pairing_code, revoke_device, set_ticket_kind
from plm.checkin.queries import drawn_tickets_of
from plm.checkin.rules import TicketKind, event_tag, is_signed
from plm.clock import now
from plm.extensions import db, limiter
from tests.checkin.opening import Phone
from tests.checkin.people import SECRET, make_checkpoint, make_holder
from tests.conftest import settings_for
from tests.factories import make_event


@pytest.fixture
def event(session):
    return make_event(session)


@pytest.fixture
def door(session, event):
    return make_checkpoint(session, event, windows=[["2024-11-06T00:00:00+00:00", "2024-11-06T10:00:00+00:00"]])


@pytest.fixture
def gate(session, event, door):
    return add_device(session, event_id=event.id, checkpoint=door, name="Gerbang 1", actor="cli", now=now())


@pytest.fixture
def get(client, gate):
    headers = {"Authorization": f"Bearer {gate[1]}"}
    return lambda path, **query: client.get(f"/api/v1/{path}", query_string=query, headers=headers)


def pair(client, code):
    return client.post("/api/v1/pair", json={"code": code})


def test_a_device_learns_all_it_needs_of_its_place(get, session, event, door):
    make_holder(session, event)
    set_ticket_kind(session, event_id=event.id, kind=TicketKind.SIGNED, secret_key=SECRET, actor="x", now=now())

    told = get("device").json

    public_key = told["keys"][0].pop("public_key")
    assert len(public_key) == 64
    assert told.pop("now").endswith("+00:00")
    assert told == {
        "device": {"name": "Gerbang 1", "kiosk": False},
        "event": {
            "slug": event.slug,
            "name": event.name,
            "zone": "Asia/Makassar",
            "starts_on": event.starts_on.isoformat(),
            "ends_on": event.ends_on.isoformat(),
            "tag": event_tag(event.slug),
        },
        "checkpoint": {
            "code": "pleno",
            "name": "Pintu Pleno",
            "kind": "door",
            "hand_out": "Kartu nama dan tas peserta",
            "passing": "once_a_day",
            "exits": False,
            "re_entry": False,
            "roles": [],
            "guests_only": False,
            "windows": [["2024-11-06T00:00:00+00:00", "2024-11-06T10:00:00+00:00"]],
            "opens_at": None,
            "closes_at": None,
            "capacity": None,
            "unknown_offline": "let_in",
        },
        "keys": [{"number": 1, "revoked": False}],
        "count": {"entered": 0, "expected": 1, "inside": 0, "outside": 0},
    }


@pytest.mark.parametrize("path", ["device", "roster", "search?q=contoh", "group?code=0"])
def test_without_a_known_token_nothing_is_told(client, session, path):
    answer = client.get(f"/api/v1/{path}", headers={"Authorization": "Bearer 0000"})

    assert answer.status_code == 401
    assert answer.json == {"error": "unauthorized"}


def test_a_code_becomes_a_token_once(client, session, event, gate, get):
    code = make_pairing_code(session, device=gate[0], actor="account:1", now=now())
    session.commit()

    first, again = pair(client, code), pair(client, code)

    assert first.headers["Cache-Control"] == "no-store"
    headers = {"Authorization": f"Bearer {first.json['token']}"}
    told = client.get("/api/v1/device", headers=headers).json
    assert {**first.json["device"], "now": ""} == {**told, "now": ""}
    assert get("device").status_code == 401
    assert (again.status_code, again.json["error"]) == (410, "used_code")


@pytest.mark.parametrize(("code", "status", "error"), [("00000000", 404, "unknown_code"), ("x" * 65, 422, None)])
def test_what_is_no_code_pairs_nothing(client, session, code, status, error):
    answer = pair(client, code)

    assert answer.status_code == status
    assert error is None or answer.json["error"] == error


def test_a_code_that_ended_says_so(client, session, gate):
    code = make_pairing_code(session, device=gate[0], actor="account:1", now=now() - timedelta(minutes=10))
    session.commit()

    answer = pair(client, code)

    assert (answer.status_code, answer.json["error"]) == (410, "expired_code")


@pytest.fixture
def counted(tmp_path, development_p12):
    """A plm that counts requests, as in production."""
    app = create_app(
        settings_for(tmp_path, f"sqlite:///{tmp_path / 'plm.db'}", development_p12),
        TESTING=True,
        RATELIMIT_ENABLED=True,
    )
    with app.app_context():
        upgrade()
        yield app.test_client()
        db.engine.dispose()
    limiter.enabled = False


def test_codes_are_not_guessed_by_the_thousand(counted):
    tries = [pair(counted, f"0000000{number % 10}") for number in range(12)]

    assert [answer.status_code for answer in tries] == [404] * 10 + [429] * 2
    assert tries[-1].json == {"error": "too_many_requests"}


def test_a_device_that_was_revoked_hears_nothing_more(session, gate, get):
    revoke_device(session, device=gate[0], actor="account:1", now=now())

    assert [get(path).status_code for path in ("device", "roster")] == [401, 401]


def test_the_roster_opens_with_a_ticket_and_goes_on_from_its_cursor(session, event, gate, get):
    holder, phone = make_holder(session, event), Phone()

    first = get("roster", waiting=3, offset_ms=-40).json
    phone.take(first)
    second = get("roster", cursor=phone.cursor).json
    session.refresh(gate[0])

    assert phone.person(holder.code, holder.code)[2] == "Contoh Satu, S.Pd."
    assert first["device"]["device"] == {"name": "Gerbang 1", "kiosk": False}
    assert second.keys() == {"now", "cursor", "more", "entries", "device"}
    assert (gate[0].waiting, gate[0].clock_offset_ms) == (3, -40)


@pytest.mark.parametrize("query", [{"waiting": "x"}, {"waiting": -1}, {"offset_ms": 10**15}, {"cursor": "x" * 3001}])
def test_what_is_out_of_range_is_refused(get, query):
    assert get("roster", **query).status_code == 422


@pytest.fixture
def signed(session, event):
    """The text of a signed ticket's QR, and the code below it."""
    holder = make_holder(session, event)
    set_ticket_kind(session, event_id=event.id, kind=TicketKind.SIGNED, secret_key=SECRET, actor="x", now=now())
    session.commit()
    ids = [holder.participant.id]
    (drawn,) = drawn_tickets_of(session, event, ids, secret_key=SECRET, public_url="https://x.id").values()
    return drawn


@pytest.fixture
def send(client, gate):
    def scan(ticket):
        scan = {"id": str(uuid4()), "ticket": ticket, "scanned_at": now().isoformat()}
        headers = {"Authorization": f"Bearer {gate[1]}"}
        return client.post("/api/v1/scans", json={"scans": [scan]}, headers=headers).json["results"][0]

    return scan


def test_a_signed_ticket_is_one_ticket_however_it_is_read(session, door, signed, send):
    door.windows = []
    session.commit()

    results = [send(text) for text in (signed.says, signed.says, signed.code, signed.page)]

    assert is_signed(signed.says)
    assert [one["outcome"] for one in results] == ["accepted", "duplicate", "duplicate", "duplicate"]
    assert {one["participant"]["name"] for one in results} == {"Contoh Satu, S.Pd."}


def test_a_forged_ticket_names_nobody_however_often_it_is_shown(signed, send):
    forged = f"{signed.says[:-3]}{'000' if signed.says[-3:] != '000' else '001'}"

    results = [send(forged) for _ in range(2)]

    assert [(one["outcome"], one["reason"]) for one in results] == [("refused", "wrong_signature")] * 2
    assert all("participant" not in one for one in results)


def test_a_signed_scan_takes_three_statements(session, signed, send):
    statements = []
    count = lambda *facts: statements.append(facts[2])  # noqa: E731  # listened to and forgotten by name
    session.flush()
    connection = session.connection()
    listening.listen(connection, "before_cursor_execute", count)
    send(signed.says)
    listening.remove(connection, "before_cursor_execute", count)

    asked = [one for one in statements if not one.startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) == 3


def test_the_document_describes_every_endpoint_of_a_device(client):
    paths = client.get("/api/openapi.json").json["paths"]

    described = {
        path.removeprefix("/api/v1/"): (set(method), set(answers))
        for path, method in paths.items()
        for answers in [next(iter(method.values()))["responses"]]
    }
    assert described["pair"] == ({"post"}, {"200", "404", "410", "422", "429"})
    assert described["device"] == ({"get"}, {"200", "401"})
    assert described["roster"] == ({"get"}, {"200", "401", "422"})
    assert described["search"] == ({"get"}, {"200", "401", "403", "422"})
    assert described["group"] == ({"get"}, {"200", "401", "404", "422"})

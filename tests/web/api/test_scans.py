"""Scans by devices: a batch, its answers, and what stays out."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from plm.checkin.actions import add_device, close_checkpoint, replace_ticket, revise_device, revoke_device
from plm.checkin.queries import ticket_code_of
from plm.checkin.tables import Presence, Scan
from tests.checkin.people import SECRET, make_checkpoint, make_holder
from tests.factories import NOON, make_event

URL = "/api/v1/scans"
MOMENT = "2024-11-06T12:00:00+08:00"


@pytest.fixture
def event(session):
    return make_event(session)


@pytest.fixture
def door(session, event):
    return make_checkpoint(session, event)


@pytest.fixture
def holder(session, event):
    return make_holder(session, event)


@pytest.fixture
def gate(session, event, door):
    return add_device(session, event_id=event.id, checkpoint=door, name="Gerbang 1", actor="cli", now=NOON)


@pytest.fixture
def send(client, gate):
    headers = {"Authorization": f"Bearer {gate[1]}"}
    return lambda *scans: client.post(URL, json={"scans": list(scans)}, headers=headers)


def scan(ticket, **changes):
    return {"id": str(uuid4()), "ticket": ticket, "scanned_at": MOMENT, **changes}


def kept(session, event):
    return session.scalar(select(func.count()).select_from(Scan).where(Scan.event_id == event.id))


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer "}, {"Authorization": "Bearer 0000"}])
def test_without_a_known_token_nothing_is_taken(client, session, headers):
    answer = client.post(URL, json={"scans": []}, headers=headers)

    assert answer.status_code == 401
    assert answer.json == {"error": "unauthorized"}


def test_a_revoked_token_opens_nothing(session, event, gate, send, holder):
    revoke_device(session, device=gate[0], actor="cli", now=NOON)

    assert send(scan(holder.code)).status_code == 401
    assert kept(session, event) == 0


def test_a_batch_is_answered_in_its_order(send, holder):
    early = scan(holder.code, scanned_at="2024-11-06T11:59:00+08:00", offline=True)
    late = scan(holder.code, offline=True)
    unknown = scan("0" * 26)

    answer = send(late, unknown, early)

    results = answer.json["results"]
    assert answer.status_code == 200
    assert [result["id"] for result in results] == [late["id"], unknown["id"], early["id"]]
    assert [result["outcome"] for result in results] == ["duplicate", "refused", "accepted"]
    assert results[1]["reason"] == "unknown_ticket"
    assert results[2]["participant"] == {
        "name": "Contoh Satu, S.Pd.",
        "institution": "Perpustakaan Desa Mappalo Ulaweng",
        "roles": ["participant"],
    }
    assert results[0]["first_scan"]["checkpoint"] == "Pintu Pleno"
    assert results[0]["first_scan"]["scanned_by"] == "Gerbang 1"


@pytest.mark.parametrize(
    "bad",
    [
        None,
        3,
        {},
        {"id": "1"},
        {"id": str(uuid4()), "ticket": "x"},
        {"id": str(uuid4()), "ticket": "x", "scanned_at": "kemarin"},
        {"id": str(uuid4()), "ticket": "x", "scanned_at": "2024-11-06T12:00:00"},
        {"id": str(uuid4()), "ticket": "x" * 401, "scanned_at": MOMENT},
        {"id": str(uuid4()), "ticket": None, "scanned_at": MOMENT},
        {"id": str(uuid4()), "ticket": "x", "scanned_at": MOMENT, "direction": "sideways"},
        {"id": [], "ticket": "x", "scanned_at": MOMENT},
    ],
)
def test_one_bad_item_never_spoils_the_others(send, session, event, holder, bad):
    answer = send(bad, scan(holder.code))

    assert answer.status_code == 200
    assert [(result["outcome"], result["reason"]) for result in answer.json["results"]] == [
        ("refused", "malformed"),
        ("accepted", None),
    ]
    assert kept(session, event) == 1


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
@pytest.mark.parametrize("offline", [True, False])
def test_an_impossible_clock_does_no_harm(send, holder, moment, offline):
    answer = send(scan(holder.code, scanned_at=moment, offline=offline))

    assert [result["outcome"] for result in answer.json["results"]] == ["accepted"]


def test_half_a_sign_in_a_ticket_is_garbled_and_spoils_nothing(send, holder):
    answer = send(scan("\ud800"), scan(holder.code))

    assert [result["reason"] for result in answer.json["results"]] == ["garbled", None]


def test_a_replay_is_answered_as_the_first_time(send, session, event, holder):
    once = scan(holder.code)

    assert send(once, once).json["results"][0] == send(once).json["results"][0]
    assert kept(session, event) == 1


def test_a_device_that_says_it_stands_elsewhere_is_refused(send, holder):
    answer = send(scan(holder.code, checkpoint="makan"), scan(holder.code, checkpoint="pleno"))

    assert [result["reason"] for result in answer.json["results"]] == ["wrong_checkpoint", None]


@pytest.mark.parametrize("body", [{}, [], {"scans": 3}, {"scans": [{}] * 201}])
def test_what_is_no_batch_is_refused_as_a_whole(client, gate, body):
    answer = client.post(URL, json=body, headers={"Authorization": f"Bearer {gate[1]}"})

    assert answer.status_code == 422
    assert answer.json == {"error": "unprocessable_entity"}


def test_two_hundred_scans_are_one_batch(send, session, event):
    answer = send(*(scan("0" * 26) for _ in range(200)))

    assert len(answer.json["results"]) == 200
    assert kept(session, event) == 200


def test_the_document_describes_the_request_and_its_answers(client):
    document = client.get("/api/openapi.json").json
    post = document["paths"]["/api/v1/scans"]["post"]

    assert post["security"]
    assert post["responses"].keys() == {"200", "401", "422"}
    for status in ("401", "422"):
        assert post["responses"][status]["content"]["application/json"]["schema"]["properties"].keys() == {"error"}
    assert set(document["components"]["schemas"]["ScanIn"]["properties"]) == {
        "id",
        "ticket",
        "checkpoint",
        "direction",
        "scanned_at",
        "offline",
        "clock_offset_ms",
        "shown",
    }
    assert document["components"]["schemas"]["ScansIn"]["properties"]["scans"]["maxItems"] == 200


@pytest.fixture
def annul(client, gate):
    headers = {"Authorization": f"Bearer {gate[1]}"}
    return lambda scan_id: client.post(f"{URL}/{scan_id}/annul", json={"reason": "Salah orang"}, headers=headers)


def test_a_device_takes_its_own_scan_back_and_it_counts_no_more(send, annul, holder):
    wrong = scan(holder.code)
    send(wrong)

    answers = [annul(wrong["id"]), annul(wrong["id"])]

    assert [(one.status_code, one.json) for one in answers] == [(200, {"id": wrong["id"], "annulled": True})] * 2
    assert send(scan(holder.code)).json["results"][0]["outcome"] == "accepted"


def test_what_was_annulled_before_it_came_is_dead(send, annul, holder):
    late = scan(holder.code)

    assert annul(late["id"]).status_code == 200
    assert [result["reason"] for result in send(late).json["results"]] == ["annulled"]


def test_another_devices_scan_and_an_old_one_are_not_taken_back(client, session, event, door, send, annul, holder):
    made = scan(holder.code)
    send(made)
    _other, token = add_device(session, event_id=event.id, checkpoint=door, name="Gerbang 2", actor="cli", now=NOON)

    answer = client.post(f"{URL}/{made['id']}/annul", json={}, headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json["error"]) == (403, "other_device")
    assert annul("not-an-id").status_code == 404
    assert client.post(f"{URL}/{made['id']}/annul", json={}).status_code == 401


def test_an_offline_scan_says_what_the_device_showed_and_how_wrong_its_clock_was(send, session, event, holder):
    made = scan(holder.code, offline=True, shown="accepted", clock_offset_ms=7_200_000)

    assert send(made).json["results"][0]["outcome"] == "accepted"
    row = session.scalars(select(Scan).where(Scan.event_id == event.id)).one()
    assert (row.let_in, row.clock_offset_ms, row.offline) == (True, 7_200_000, True)


@pytest.mark.parametrize(
    "changes", [{"clock_offset_ms": "1"}, {"clock_offset_ms": True}, {"clock_offset_ms": 10**15}, {"shown": "maybe"},
                {"offline": 1}, {"checkpoint": 3}]
)  # fmt: skip
def test_an_item_with_a_wrong_word_is_malformed(send, holder, changes):
    assert [result["reason"] for result in send(scan(holder.code, **changes)).json["results"]] == ["malformed"]


def test_a_replaced_ticket_says_by_whom_and_a_closed_door_since_when(send, session, event, door, holder):
    replace_ticket(
        session, event_id=event.id, ticket_id=holder.ticket_id, reason="Hilang", secret_key=SECRET, actor="x", now=NOON
    )
    close_checkpoint(session, checkpoint=door, actor="x", now=NOON)

    replaced = send(scan(holder.code)).json["results"][0]
    closed = send(scan(ticket_code_of(session, holder.participant.id, SECRET))).json["results"][0]

    assert (replaced["reason"], replaced["replaced_by"]) == ("replaced", "Contoh Satu, S.Pd.")
    assert (closed["reason"], closed["moment"]) == ("closed", NOON.isoformat())


@pytest.mark.parametrize("zone", ["+23:59", "+05:30:15.123456", "-23:59"])
def test_a_strange_zone_spoils_nobodys_scan(send, holder, zone):
    answer = send(scan(holder.code, scanned_at=f"2024-11-06T12:00:00{zone}"), scan("0" * 26))

    assert [result["reason"] for result in answer.json["results"]] == [None, "unknown_ticket"]


def test_another_events_person_is_never_told_whatever_is_wrong_besides(send, session):
    foreign = make_holder(session, make_event(session, slug="lain"))

    results = send(scan(foreign.code, checkpoint="makan"), scan(foreign.code)).json["results"]

    assert [result["reason"] for result in results] == ["wrong_checkpoint", "other_event"]
    assert all("participant" not in result for result in results)


@pytest.mark.parametrize("first", ["xxxxx", "0" * 26])
def test_an_id_sent_again_with_another_ticket_gets_the_stored_answer(send, holder, first):
    made = scan(first)

    answers = [send(made).json["results"], send({**made, "ticket": holder.code}).json["results"]]

    assert answers[0] == answers[1]


@pytest.mark.parametrize("reason", ["\0", "\ud800", "a\0b"])
def test_a_reason_of_strange_signs_annuls_all_the_same(client, gate, send, holder, reason):
    made = scan(holder.code)
    send(made)

    answer = client.post(
        f"{URL}/{made['id']}/annul", json={"reason": reason}, headers={"Authorization": f"Bearer {gate[1]}"}
    )

    assert answer.status_code == 200


@pytest.mark.parametrize("body", ['{"scans": ' + "[" * 20_000, '{"scans": [{"id": ' + "9" * 6000 + "}]}"])
def test_json_of_a_thousand_brackets_or_digits_is_refused(client, gate, body):
    headers = {"Authorization": f"Bearer {gate[1]}", "Content-Type": "application/json"}

    assert client.post(URL, data=body, headers=headers).status_code in (200, 400, 422)
    assert client.post("/api/v1/pair", data=body, headers=headers).status_code in (400, 422)


def test_what_waited_in_a_device_that_was_moved_counts_where_it_was_made(client, session, event, door, gate, holder):
    meal = make_checkpoint(session, event, code="makan", name="Makan siang")
    never = make_checkpoint(session, event, code="lobi", name="Lobi")
    device, token = gate
    revise_device(session, device=device, checkpoint=meal, name=device.name, kiosk=False, actor="x", now=NOON)

    sent = [scan(holder.code, checkpoint=code, offline=True) for code in ("pleno", "makan", never.code)]
    sent.append(scan(holder.code, checkpoint="pleno"))
    answer = client.post(URL, json={"scans": sent}, headers={"Authorization": f"Bearer {token}"})

    assert [result["reason"] for result in answer.json["results"]] == [
        None,
        None,
        "wrong_checkpoint",
        "wrong_checkpoint",
    ]
    places = session.scalars(select(Presence.checkpoint_id).where(Presence.event_id == event.id)).all()
    assert sorted(places) == sorted([door.id, meal.id])

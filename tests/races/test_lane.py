"""The door's own lane before Flask: the same answers, at once aware of every change, and many at a time."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.orm import Session

from plm import clock
from plm.checkin.actions import add_device, close_checkpoint, open_checkpoint, revoke_device, revoke_ticket
from plm.checkin.queries import DriverRunner
from plm.checkin.tables import Checkpoint, Device, Presence, Scan
from plm.codes import new_nonce
from plm.web.api.lane import Lane
from tests.checkin.people import Holder, make_checkpoint, make_holder
from tests.factories import make_event

HANDS = 32


@pytest.fixture
def engine(app: Flask) -> Iterator[Engine]:
    """Real commits, on PostgreSQL: SQLite has no lane."""
    if "postgresql" not in app.config["SQLALCHEMY_DATABASE_URI"]:
        pytest.skip("SQLite has no lane")
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    yield engine
    engine.dispose()


@dataclass(frozen=True)
class Door:
    event_id: int
    checkpoint_id: int
    device_id: int
    token: str
    people: list[Holder]


@pytest.fixture
def door(engine: Engine) -> Door:
    with Session(engine, expire_on_commit=False) as session:
        event = make_event(session, slug=f"lajur-{new_nonce()}")
        place = make_checkpoint(session, event)
        people = [make_holder(session, event, name=f"Contoh {number}") for number in range(HANDS)]
        device, token = add_device(
            session, event_id=event.id, checkpoint=place, name="Gerbang 1", actor="cli", now=clock.now()
        )
        session.commit()
        return Door(event.id, place.id, device.id, token, people)


@pytest.fixture
def view_only(app: Flask) -> Iterator[Any]:
    """A client that goes past the lane, to what stands behind it."""
    lane = app.wsgi_app
    assert isinstance(lane, Lane)
    app.wsgi_app = lane.app  # type: ignore[method-assign]
    yield app.test_client()
    app.wsgi_app = lane  # type: ignore[method-assign]


def body(ticket: str, **changes: Any) -> dict[str, Any]:
    scan = {"id": str(uuid4()), "ticket": ticket, "scanned_at": clock.now().isoformat(), **changes}
    return {"scans": [scan]}


def send(client: Any, door: Door, sent: dict[str, Any]) -> Any:
    return client.post("/api/v1/scans", json=sent, headers={"Authorization": f"Bearer {door.token}"})


class Counting:
    """How many statements went through the driver."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent = 0
        kept = DriverRunner.rows

        def counted(runner: DriverRunner, *arguments: Any) -> Any:
            self.sent += 1
            return kept(runner, *arguments)

        monkeypatch.setattr(DriverRunner, "rows", counted)


def test_a_scan_costs_at_most_three_statements_whatever_its_answer(
    app: Flask, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app.test_client()
    counting = Counting(monkeypatch)

    costs = []
    once = body(door.people[1].code)
    for sent in (body(door.people[0].code), once, body(door.people[1].code), body("0" * 26), body("x"), once):
        before = counting.sent
        assert send(client, door, sent).status_code == 200
        costs.append(counting.sent - before)

    # The first one reads where the device stands.
    assert costs == [3, 2, 2, 2, 2, 1]


def test_the_lane_and_the_view_give_the_same_answers(app: Flask, door: Door, view_only: Any, engine: Engine) -> None:
    lane = Lane(view_only.application.wsgi_app, engine.url.set(drivername="postgresql").render_as_string(False))
    with Session(engine) as session:
        gone = door.people[3]
        revoke_ticket(session, event_id=door.event_id, ticket_id=gone.ticket_id, reason="", actor="x", now=clock.now())
        session.commit()
    first, second = door.people[:2]

    answers = []
    for person, way in ((first, "lane"), (second, "view")):
        told = []
        for sent in (body(person.code), body(person.code), body(gone.code), body("x"), body("0" * 26, direction="out")):
            answer = through(lane, door, sent) if way == "lane" else send(view_only, door, sent).json
            (result,) = answer["results"]
            told.append(without_names(result))
        answers.append(told)

    assert answers[0] == answers[1]
    assert [one["outcome"] for one in answers[0]] == ["accepted", "duplicate", "refused", "refused", "refused"]


def through(lane: Lane, door: Door, sent: dict[str, Any]) -> Any:
    answer = lane._answer(f"Bearer {door.token}", json.dumps(sent).encode())
    assert answer is not None
    return json.loads(answer)


def without_names(result: dict[str, Any]) -> dict[str, Any]:
    """What is the same for two people who do the same."""
    kept = {name: value for name, value in result.items() if name != "id"}
    for part, word in (("participant", "name"), ("first_scan", "scanned_at")):
        if part in kept:
            kept[part] = {name: value for name, value in kept[part].items() if name != word}
    return kept


def test_what_changes_at_the_door_holds_from_the_next_scan_on(app: Flask, engine: Engine, door: Door) -> None:
    client = app.test_client()
    assert reason_of(send(client, door, body(door.people[0].code))) is None

    with Session(engine) as session:
        close_checkpoint(
            session, checkpoint=session.get_one(Checkpoint, door.checkpoint_id), actor="x", now=clock.now()
        )
        session.commit()
    assert reason_of(send(client, door, body(door.people[1].code))) == "closed"
    with Session(engine) as session:
        place = session.get_one(Checkpoint, door.checkpoint_id)
        open_checkpoint(session, checkpoint=place, actor="x", now=clock.now())
        session.commit()
    assert reason_of(send(client, door, body(door.people[2].code))) is None
    with Session(engine) as session:
        revoke_device(session, device=session.get_one(Device, door.device_id), actor="x", now=clock.now())
        session.commit()
    assert send(client, door, body(door.people[3].code)).status_code == 401


def reason_of(answer: Any) -> str | None:
    (result,) = answer.json["results"]
    reason: str | None = result["reason"]
    return reason


def at_once(app: Flask, door: Door, bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    start, results = threading.Barrier(len(bodies)), []

    def run(sent: dict[str, Any]) -> None:
        client = app.test_client()
        start.wait()
        results.extend(send(client, door, sent).json["results"])

    threads = [threading.Thread(target=run, args=(sent,)) for sent in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def rows(engine: Engine, table: type, door: Door) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(table).where(table.event_id == door.event_id)) or 0


def test_many_at_once_are_written_together_and_each_has_its_own_answer(
    app: Flask, engine: Engine, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(app.test_client(), door, body("x"))
    counting = Counting(monkeypatch)

    results = at_once(app, door, [body(one.code) for one in door.people])

    assert Counter(one["outcome"] for one in results) == {"accepted": HANDS}
    assert len({one["participant"]["name"] for one in results}) == HANDS
    assert rows(engine, Presence, door) == HANDS
    assert counting.sent < 2 * HANDS


def test_one_ticket_by_many_at_once_comes_in_once(app: Flask, engine: Engine, door: Door) -> None:
    results = at_once(app, door, [body(door.people[0].code) for _ in range(HANDS)])

    assert Counter(one["outcome"] for one in results) == {"accepted": 1, "duplicate": HANDS - 1}
    assert (rows(engine, Presence, door), rows(engine, Scan, door)) == (1, HANDS)


def test_one_scan_sent_by_many_at_once_is_one_row_and_one_answer(app: Flask, engine: Engine, door: Door) -> None:
    sent = body(door.people[0].code)

    results = at_once(app, door, [sent] * HANDS)

    assert results == [results[0]] * HANDS
    assert rows(engine, Scan, door) == 1


def test_a_strange_zone_is_nobody_elses_trouble(app: Flask, door: Door) -> None:
    strange = body(door.people[0].code, scanned_at="2026-10-01T08:00:00+23:59")

    results = at_once(app, door, [strange, *(body(one.code) for one in door.people[1:])])

    assert Counter(one["outcome"] for one in results) == {"accepted": HANDS}


def test_a_broken_line_is_opened_again_and_nothing_is_lost(app: Flask, engine: Engine, door: Door) -> None:
    client = app.test_client()
    send(client, door, body(door.people[0].code))
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )

    assert reason_of(send(client, door, body(door.people[1].code))) is None
    assert rows(engine, Presence, door) == 2


@pytest.mark.parametrize(
    "sent", [{}, [], {"scans": None}, {"scans": [1]}, {"scans": [{"id": "x"}]}, {"scans": []}, "no json"]
)
def test_what_is_no_single_scan_is_left_to_the_view(app: Flask, door: Door, view_only: Any, sent: Any) -> None:
    def asked(client: Any) -> tuple[int, Any]:
        data = sent if isinstance(sent, str) else json.dumps(sent)
        answer = client.post(
            "/api/v1/scans",
            data=data,
            headers={"Authorization": f"Bearer {door.token}", "Content-Type": "application/json"},
        )
        return answer.status_code, {name: value for name, value in answer.json.items() if name != "now"}

    straight = asked(view_only)
    lane = Lane(app.wsgi_app, "postgresql://nowhere")
    app.wsgi_app, kept = lane, app.wsgi_app  # type: ignore[method-assign]
    try:
        assert asked(app.test_client()) == straight
    finally:
        app.wsgi_app = kept  # type: ignore[method-assign]

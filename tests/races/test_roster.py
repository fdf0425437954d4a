"""A slow transaction at one door while devices ask what happened: whatever it writes reaches each of them."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from plm.checkin.actions import add_device, record_scans
from plm.checkin.queries import post_of, roster_page
from plm.checkin.queries import roster as pages_of
from plm.checkin.rules import Held, Issuer, event_tag
from plm.checkin.tables import Checkpoint, Device, Presence
from plm.codes import new_nonce
from plm.db import prepare_sqlite
from plm.events.tables import Event
from tests.checkin.opening import key_of
from tests.checkin.people import SECRET, make_checkpoint, make_holder, scan_of
from tests.factories import NOON, make_event


@pytest.fixture
def engine(app: Flask) -> Iterator[Engine]:
    """Real commits on connections of its own; only PostgreSQL lets two transactions write side by side."""
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        pytest.skip("SQLite has one writer")
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    prepare_sqlite(engine)
    yield engine
    engine.dispose()


class Scene:
    """A door with two people, and a phone that asks again and again."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with Session(engine) as session:
            event = make_event(session, slug=f"pintu-{new_nonce()}")
            door = make_checkpoint(session, event)
            device, _token = add_device(
                session, event_id=event.id, checkpoint=door, name="Gerbang 1", actor="cli", now=NOON
            )
            self.slow, self.fast = make_holder(session, event), make_holder(session, event)
            session.commit()
            self.ids = (event.id, door.id, device.id)
            self.codes = {key_of(one.code): name for name, one in (("slow", self.slow), ("fast", self.fast))}
        self.held: Held | None = None
        self.heard: set[str] = set()

    def scan(self, session: Session, code: str) -> None:
        event_id, door_id, device_id = self.ids
        rows = (session.get_one(Event, event_id), session.get_one(Checkpoint, door_id))
        post = post_of(*rows, session.get_one(Device, device_id))
        record_scans(session, post=post, scans=[scan_of(code, id=str(uuid4()))], scanned_by="Gerbang 1", now=NOON)

    def ask(self) -> None:
        event_id, door_id, device_id = self.ids
        with Session(self.engine) as session:
            page = roster_page(
                session,
                checkpoint=session.get_one(Checkpoint, door_id),
                device_id=device_id,
                held=self.held,
                issuer=Issuer(SECRET, event_id, event_tag("x")),
                today=NOON.date(),
            )
        self.held = page.held
        self.heard |= {self.codes[entry.key] for entry in page.entries}

    def play(self) -> None:
        """The slow transaction begins first and commits last; a phone asks before, between and after."""
        self.ask()
        with Session(self.engine) as slow, Session(self.engine) as fast:
            self.scan(slow, self.slow.code)
            self.scan(fast, self.fast.code)
            fast.commit()
            self.ask()
            assert self.heard == {"fast"}
            slow.commit()
        self.ask()


@pytest.fixture
def scene(engine: Engine) -> Scene:
    return Scene(engine)


def test_what_a_slow_transaction_wrote_is_heard_in_the_end(scene: Scene) -> None:
    scene.play()

    assert scene.heard == {"slow", "fast"}


def test_from_the_highest_change_seen_it_would_be_missed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: going on from the highest id leaves out who began earlier and was slow."""

    def highest_seen(session: Session) -> int:
        return (session.scalar(select(func.max(Presence.changed))) or 0) + 1

    monkeypatch.setattr(pages_of, "horizon", highest_seen)
    scene.play()

    assert scene.heard == {"fast"}

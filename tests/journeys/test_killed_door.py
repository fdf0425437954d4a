"""kill -9 under load, of gunicorn and of PostgreSQL: what was accepted is in the ledger, and nothing twice."""

import http.client
import itertools
import json
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from plm import clock
from plm.checkin.actions import add_device
from plm.checkin.rules import ScanOutcome
from plm.checkin.tables import Presence, Scan
from tests.checkin.people import make_checkpoint, make_holder
from tests.factories import make_event
from tests.journeys.own_postgresql import Server, own_postgresql
from tests.journeys.processes import Surroundings, embedded, kill, migrated, release, wait_until, with_servers

HANDS, PEOPLE = 6, 600


class Door:
    """Six devices that send without pause and remember what they were told."""

    def __init__(self, surroundings: Surroundings) -> None:
        self.host, _, port = surroundings.url.removeprefix("http://").partition(":")
        self.port = int(port)
        self.url = surroundings.environment["PLM_DATABASE_URL"]
        self.accepted: list[str] = []
        self.unanswered: list[tuple[str, str]] = []
        self.stopped = threading.Event()
        self.moment = clock.now()
        app = migrated(surroundings)
        self.secret = app.extensions["settings"].secret_key
        release(app)
        engine = create_engine(self.url)
        with Session(engine) as session:
            event = make_event(session, slug="pintu", starts_on=self.moment.date(), ends_on=self.moment.date())
            self.codes = [make_holder(session, event, name=f"Contoh {number}").code for number in range(PEOPLE)]
            self.tokens = []
            for number in range(HANDS):
                place = make_checkpoint(session, event, code=f"pintu-{number}", name=f"Pintu {number}")
                early = self.moment - timedelta(hours=1)
                made = add_device(session, event_id=event.id, checkpoint=place, name=f"P{number}", actor="x", now=early)
                self.tokens.append(made[1])
            session.commit()
        engine.dispose()

    @contextmanager
    def under_load(self) -> Iterator[None]:
        hands = [threading.Thread(target=self._hand, args=(token,)) for token in self.tokens]
        for hand in hands:
            hand.start()
        try:
            yield
        finally:
            self.stopped.set()
            for hand in hands:
                hand.join()

    def _hand(self, token: str) -> None:
        # One after the other and then over again, as duplicates; every fifth request is a batch from offline.
        turns = itertools.cycle(self.codes)
        for number in itertools.count():
            if self.stopped.is_set():
                return
            offline = number % 5 == 4
            scans = [
                {"id": str(uuid4()), "ticket": next(turns), "scanned_at": clock.now().isoformat(), "offline": offline}
                for _ in range(5 if offline else 1)
            ]
            body = json.dumps({"scans": scans})
            if not self.send(token, body):
                self.unanswered.append((token, body))
                time.sleep(0.05)

    def send(self, token: str, body: str) -> bool:
        """Whether the whole answer arrived; what it accepted is remembered only then."""
        try:
            line = http.client.HTTPConnection(self.host, self.port, timeout=20)
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            line.request("POST", "/api/v1/scans", body, headers)
            answer = line.getresponse()
            results: list[dict[str, Any]] = json.loads(answer.read())["results"] if answer.status == 200 else []
            line.close()
        except (OSError, http.client.HTTPException, ValueError):
            return False
        self.accepted += [result["id"] for result in results if result["outcome"] == "accepted"]
        return bool(results)

    def settle(self) -> None:
        """What was not answered is sent again, as a device does, until it is."""
        for token, body in self.unanswered:
            wait_until(lambda token=token, body=body: self.send(token, body), 60, "an answer to what was sent again")

    def missing(self) -> set[str]:
        """Ids that were answered "accepted" and do not stand in the ledger so."""
        engine = create_engine(self.url)
        with Session(engine) as session:
            kept = set(session.scalars(select(Scan.id).where(Scan.outcome == ScanOutcome.ACCEPTED)))
        engine.dispose()
        return set(self.accepted) - kept

    def assert_whole(self) -> None:
        assert len(self.accepted) > 100, "too little load to show anything"
        assert self.missing() == set()
        engine = create_engine(self.url)
        with Session(engine) as session:
            entries = session.execute(select(Presence.ticket_id, Presence.checkpoint_id, Presence.scan_id)).all()
            counted = Counter((ticket, place) for ticket, place, _scan in entries)
            assert max(counted.values()) == 1
            ids = set(session.scalars(select(Scan.id)))
            assert {scan for _ticket, _place, scan in entries} <= ids
        engine.dispose()


def test_kill_9_of_gunicorn_loses_nothing_that_was_accepted(tmp_path: Path) -> None:
    with with_servers(tmp_path) as surroundings:
        door = Door(surroundings)
        with surroundings.web() as first:
            surroundings.wait_for_web()
            with door.under_load():
                for web in (first, None):
                    time.sleep(1.5)
                    if web:
                        kill(web, signal.SIGKILL)
                        web.wait()
                        second = surroundings.web()
                        second.__enter__()
                        surroundings.wait_for_web()
            try:
                assert door.unanswered, "nobody was in the middle of anything"
                door.settle()
                door.assert_whole()
            finally:
                second.__exit__(None, None, None)


def killed_in_the_middle(server: Server, surroundings: Surroundings) -> Door:
    """Load, kill -9 of the whole server, start it again, load, stop."""
    door = Door(surroundings)
    with surroundings.web():
        surroundings.wait_for_web()
        with door.under_load():
            # Early enough that the people who come are still new ones.
            time.sleep(0.8)
            server.kill()
            time.sleep(0.5)
            server.start()
            time.sleep(2)
        assert door.unanswered, "nobody was in the middle of anything"
        with suppress(AssertionError):
            door.settle()
    return door


def over(server: Server, folder: Path) -> Surroundings:
    base = embedded(folder)
    return Surroundings(folder, {**base.environment, "PLM_DATABASE_URL": server.url})


def test_kill_9_of_postgresql_loses_nothing_that_was_accepted(tmp_path: Path) -> None:
    with own_postgresql() as server:
        killed_in_the_middle(server, over(server, tmp_path)).assert_whole()


def test_a_database_that_answers_before_it_has_written_loses_what_was_accepted(tmp_path: Path) -> None:
    """The control: with commits that wait for nothing, the same kill loses answers."""
    options = "-c synchronous_commit=off -c wal_writer_delay=10000"
    with own_postgresql(options=options) as server:
        door = killed_in_the_middle(server, over(server, tmp_path))

        with pytest.raises(AssertionError):
            door.assert_whole()

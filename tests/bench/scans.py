"""The door under load: gunicorn on two cores and PostgreSQL, eight devices, single scans and batches, over HTTP."""

import itertools
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import insert, text

from plm import clock
from plm.bulk import insert_with_ids
from plm.checkin.actions import add_device
from plm.checkin.rules import TICKET_PURPOSE, CheckpointKind, Passing, UnknownOffline, serial_of, ticket_url
from plm.checkin.tables import Checkpoint, Ticket
from plm.codes import derive_code, hash_code, new_nonce
from plm.events.actions import EventDetails, create_event
from plm.events.rules import EventLevel, EventMode, Zone
from plm.extensions import db
from plm.registration.rules import CostBearer, EventRole, ParticipantState
from plm.registration.tables import Participant, ParticipantRole
from tests.bench.measuring import Figure
from tests.bench.nation import databases

DEVICES, PEOPLE, ROUNDS, SECONDS = 8, 5_000, 5, 4.0
BATCH, BATCHES = 200, 12
GUNICORN = ("--workers", "2", "--threads", "4", "--no-control-socket", "--worker-tmp-dir", "/dev/shm")


def measure() -> Iterator[Figure]:
    """Scans a second and the 99th percentile, the bare view and plm in turn; then batches of 200."""
    for database in databases():
        if database != "postgresql":
            continue
        door = Door(clock.now())
        with served("wsgi:app", door.environment) as plm, served("tests.bench.bare:app", door.environment) as bare:
            door.singles(plm, bare, 1.0)
            rounds = [door.singles(plm, bare, SECONDS) for _ in range(ROUNDS)]
            rate, base = (statistics.median(one[place][0] for one in rounds) for place in (0, 1))
            slowest = statistics.median(one[0][1] for one in rounds)
            yield Figure("scans-single", rate, "scans a second", baseline=base, goal="ratio >= 0.7")
            yield Figure("scans-single-p99", slowest * 1000, "ms", goal="<= 30 ms")
            batches = [door.batches(plm) for _ in range(3)]
            yield Figure("scans-batch-200", statistics.median(batches), "scans a second", goal=">= 8000")


class Door:
    """An event of 5,000 people and eight devices at eight checkpoints of their own, so that most scans are entries."""

    def __init__(self, moment: datetime) -> None:
        session, settings = db.session(), current_app.extensions["settings"]
        today = moment.date()
        details = EventDetails(
            name="PLM Contoh", level=EventLevel.NATIONAL, mode=EventMode.ONSITE, starts_on=today,
            ends_on=today + timedelta(days=2), zone=Zone.WIB, contact_name="Contoh Lima",
        )  # fmt: skip
        self.event = create_event(session, slug="contoh", details=details, actor="bench", now=moment)
        self.codes = self._people(settings.secret_key, moment)
        self.moment = moment
        self.numbers = itertools.count()
        self.wheel = 0
        session.execute(
            text(
                "CREATE TABLE bare_scan (id varchar(36) PRIMARY KEY, ticket varchar(200), checkpoint varchar(40),"
                " direction varchar(40), scanned_at timestamptz, offline boolean)"
            )
        )
        session.commit()
        # As autovacuum does it: what has been filled is known, what is still empty is not.
        session.execute(text("ANALYZE ticket, participant, participant_role"))
        session.commit()
        url = db.engine.url
        self.environment = {
            **os.environ,
            "PLM_PROFILE": "demo",
            "PLM_DEMO_DIR": tempfile.mkdtemp(),
            "PLM_DATABASE_URL": url.render_as_string(hide_password=False),
            "PLM_SECRET_KEY": settings.secret_key,
            "BARE_DATABASE": url.set(drivername="postgresql").render_as_string(hide_password=False),
        }

    def _people(self, secret_key: str, moment: datetime) -> list[str]:
        session, event_id = db.session(), self.event.id
        columns = (
            "event_id", "name", "institution", "cost_bearer", "state", "link_nonce", "token_hash", "created_at",
            "title_prefix", "title_suffix", "nip", "phone", "email", "position", "end_reason",
        )  # fmt: skip
        rows = [
            (event_id, f"Contoh {number}", f"Perpusdes Contoh {number}", CostBearer.ORGANISER, ParticipantState.ACTIVE,
             new_nonce(), new_nonce(), moment, "", "", "", "", "", "", "")
            for number in range(PEOPLE)
        ]  # fmt: skip
        ids = insert_with_ids(session, Participant.__table__, columns, rows)
        session.execute(
            insert(ParticipantRole), [{"participant_id": id_, "role": EventRole.PARTICIPANT} for id_ in ids]
        )
        nonces = [new_nonce() for _ in ids]
        codes = [derive_code(secret_key, TICKET_PURPOSE, nonce) for nonce in nonces]
        session.execute(
            insert(Ticket),
            [
                {"event_id": event_id, "participant_id": id_, "nonce": nonce, "code_hash": hash_code(code),
                 "serial": serial_of(nonce), "issued_at": moment, "revoke_reason": ""}
                for id_, nonce, code in zip(ids, nonces, codes, strict=True)
            ],
        )  # fmt: skip
        session.commit()
        return [ticket_url("https://plm.example.id", code) for code in codes]

    def devices(self) -> list[tuple[str, str]]:
        """Eight new checkpoints with a device each: token and code."""
        session, made = db.session(), []
        self.wheel += 1
        for number in range(DEVICES):
            code = f"titik-{self.wheel}-{number}"
            checkpoint = Checkpoint(
                event_id=self.event.id, code=code, name=code, kind=CheckpointKind.DOOR, passing=Passing.ONCE_A_DAY,
                roles=[], windows=[], unknown_offline=UnknownOffline.LET_IN,
            )  # fmt: skip
            session.add(checkpoint)
            session.flush()
            _device, token = add_device(
                session, event_id=self.event.id, checkpoint=checkpoint, name=code, actor="bench",
                now=self.moment - timedelta(hours=1),
            )  # fmt: skip
            made.append((token, code))
        session.commit()
        return made

    def scan(self, ticket: str, checkpoint: str, *, offline: bool = False) -> dict[str, Any]:
        return {
            "id": str(UUID(int=random.getrandbits(128), version=4)), "ticket": ticket, "checkpoint": checkpoint,
            "direction": "in", "scanned_at": clock.now().isoformat(), "offline": offline,
        }  # fmt: skip

    def singles(self, plm: int, bare: int, seconds: float) -> list[tuple[float, float]]:
        """Rate and 99th percentile of plm, then of the bare view, with the same bodies."""
        jobs = []
        for token, code in self.devices():
            tickets = random.sample(self.codes, len(self.codes))
            jobs.append((token, [json.dumps({"scans": [self.scan(ticket, code)]}) for ticket in tickets]))
        return [load(port, jobs, seconds) for port in (plm, bare)]

    def batches(self, plm: int) -> float:
        jobs = []
        for token, code in self.devices():
            tickets = random.sample(self.codes, BATCH * BATCHES)
            parts = [tickets[start : start + BATCH] for start in range(0, len(tickets), BATCH)]
            jobs.append(
                (token, [json.dumps({"scans": [self.scan(one, code, offline=True) for one in part]}) for part in parts])
            )
        return load(plm, jobs, 120)[0] * BATCH


def load(port: int, jobs: list[tuple[str, list[str]]], seconds: float) -> tuple[float, float]:
    """Two processes of devices at once: requests a second, and the seconds that 99 of 100 stay below."""
    halves = [jobs[0::2], jobs[1::2]]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.door"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in halves
    ]
    for process, half in zip(running, halves, strict=True):
        assert process.stdin
        json.dump({"port": port, "for": seconds, "devices": half}, process.stdin)
        process.stdin.close()
    told = [json.loads(process.stdout.read()) for process in running if process.stdout]
    for process in running:
        process.wait()
    if any(one["bad"] for one in told):
        raise AssertionError(f"{[one['bad'] for one in told]} answers were not what they should be")
    taken = sorted(second for one in told for second in one["seconds"])
    return len(taken) / max(one["taken"] for one in told), taken[int(len(taken) * 0.99)]


@contextmanager
def served(app: str, environment: dict[str, str]) -> Iterator[int]:
    """gunicorn on a port of its own, once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *GUNICORN, "--log-level", "error", app],
        env=environment,
    )
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        time.sleep(2)
        yield port
    finally:
        server.terminate()
        server.wait()

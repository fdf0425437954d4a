"""A lane of its own for what a door does all day: one scan, made now, on PostgreSQL.

It stands before Flask and answers `POST /api/v1/scans` with one item exactly as the view does, by the same rules and
the same ledger, without what that view costs besides; everything else goes on to it. docs/decisions.md has the figures.
"""

import json
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

import psycopg

from plm.checkin.actions import Job, NeedsTransaction, record_together
from plm.checkin.queries import DriverRunner, PostChanged, Stamped, stamped_post
from plm.checkin.rules import NO_KEYS, ScanAnswer, ScanRequest, is_signed
from plm.clock import now
from plm.codes import hash_code
from plm.web.api.items import read_item, result_of

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
PATH = "/api/v1/scans"
# One scan is a few hundred bytes; more is a batch.
LARGEST_BODY = 2048
# What a leader waits, when the last one was not alone, for those whose answers have just gone out: they come again.
MOMENT = 0.0005
HEADERS = [
    ("Content-Type", "application/json"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'"),
]
log = logging.getLogger(__name__)


class Lane:
    """WSGI middleware over the one Turnstile of this process."""

    def __init__(self, app: WSGI, conninfo: str) -> None:
        self.app, self.turnstile = app, Turnstile(conninfo)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != PATH or environ["REQUEST_METHOD"] != "POST":
            return self.app(environ, start_response)
        length = environ.get("CONTENT_LENGTH") or ""
        if not length.isascii() or not length.isdigit() or int(length) > LARGEST_BODY:
            return self.app(environ, start_response)
        body = environ["wsgi.input"].read(int(length))
        answer = self._answer(environ.get("HTTP_AUTHORIZATION", ""), body)
        if answer is None:
            environ["wsgi.input"] = BytesIO(body)
            return self.app(environ, start_response)
        start_response("200 OK", [*HEADERS, ("Content-Length", str(len(answer)))])
        return [answer]

    def _answer(self, authorization: str, body: bytes) -> bytes | None:
        """The whole answer, or None where the view has to give it: no such token, no single scan, no database."""
        scheme, _, token = authorization.partition(" ")
        try:
            (item,) = json.loads(body)["scans"]
        except (ValueError, TypeError, KeyError, RecursionError):
            return None
        # A signed ticket is read with its event's keys, which the view knows.
        scan = None if _is_signed(item) else read_item(item, NO_KEYS)
        if scheme.lower() != "bearer" or scan is None or scan.offline:
            return None
        caller = Caller(token, scan)
        self.turnstile.pass_through(caller)
        if caller.answer is None or caller.moment is None:
            return None
        return json.dumps({"results": [result_of(caller.answer)], "now": caller.moment.isoformat()}).encode()


def _is_signed(item: Any) -> bool:
    ticket = item.get("ticket") if isinstance(item, dict) else None
    return isinstance(ticket, str) and is_signed(ticket.strip())


@dataclass
class Caller:
    """A request that waits for its answer; None stays where the view has to give it."""

    token: str
    scan: ScanRequest
    answer: ScanAnswer | None = None
    moment: datetime | None = None
    leads: bool = False
    turn: Any = field(default_factory=threading.Lock)


class Turnstile:
    """Whoever comes while others are being written waits for them and is written together with whoever waits too.

    One thread leads at a time, writes everybody who stands there, and hands over to the first one who came meanwhile.
    At a quiet door everybody leads alone and waits for nobody.
    """

    def __init__(self, conninfo: str) -> None:
        self.conninfo = conninfo
        self.runner: DriverRunner | None = None
        self.waiting: deque[Caller] = deque()
        self.lock, self.is_led = threading.Lock(), False
        self.busy = False
        # What was read of a device holds only as long as the database says so, which is asked with every scan.
        self.posts: dict[str, Stamped] = {}

    def pass_through(self, caller: Caller) -> None:
        """Return when the caller has been seen to."""
        with self.lock:
            self.waiting.append(caller)
            caller.leads, self.is_led = not self.is_led, True
            if not caller.leads:
                caller.turn.acquire()
        if not caller.leads:
            caller.turn.acquire()
            if not caller.leads:
                return
        if self.busy:
            time.sleep(MOMENT)
        with self.lock:
            group = self._next_group()
        self.busy = len(group) > 1
        try:
            self._see_to(group)
        finally:
            self._hand_over(group, caller)

    def _next_group(self) -> list[Caller]:
        """Everybody who waits, but nobody twice: the same scan or ticket again comes after the first."""
        group: list[Caller] = []
        seen: set[str] = set()
        later: list[Caller] = []
        while self.waiting:
            caller = self.waiting.popleft()
            words = {caller.scan.id, caller.scan.code_hash}
            if seen.isdisjoint(words):
                seen |= words
                group.append(caller)
            else:
                later.append(caller)
        self.waiting.extend(later)
        return group

    def _hand_over(self, group: Sequence[Caller], leader: Caller) -> None:
        with self.lock:
            self.is_led = bool(self.waiting)
            if self.waiting:
                self.waiting[0].leads = True
                self.waiting[0].turn.release()
        for caller in group:
            if caller is not leader:
                caller.turn.release()

    def _see_to(self, group: Sequence[Caller]) -> None:
        if len(group) > 1 and self._try(group):
            return
        for caller in group:
            # A post that has just changed is read anew.
            if not self._try([caller]):
                self._try([caller])

    def _try(self, group: Sequence[Caller]) -> bool:
        """Whether all of them have their answer, or will have it from the view."""
        try:
            runner = self.runner = self.runner or DriverRunner(self.conninfo)
            known = [(caller, stamped) for caller in group if (stamped := self._post(runner, caller.token))]
            jobs = [Job(caller.scan, stamped.post, stamped.post.name, stamped) for caller, stamped in known]
            moment = now()
            answers = record_together(runner, jobs=jobs, now=moment) if jobs else {}
        except NeedsTransaction:
            return len(group) == 1
        except PostChanged:
            for caller in group:
                self.posts.pop(caller.token, None)
            return False
        except psycopg.Error:
            # The server was restarted or the line broke. Asking again is safe: the id is looked at first.
            log.warning("the connection of the lane broke", exc_info=True)
            if self.runner:
                self.runner.close()
            self.runner = None
            return False
        for caller, _stamped in known:
            caller.answer, caller.moment = answers[caller.scan.id], moment
        return True

    def _post(self, runner: DriverRunner, token: str) -> Stamped | None:
        stamped = self.posts.get(token) or stamped_post(runner, hash_code(token))
        if stamped:
            self.posts[token] = stamped
        return stamped

"""A server with the device's endpoints and a ledger of a few lines; faults are put in by the browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, Response, jsonify, request
from werkzeug.serving import WSGIRequestHandler, make_server

from plm.checkin.rules import read_ticket
from plm.web.protection import CONTENT_SECURITY_POLICY
from tests.web.desk.engine.sealing import Sealed, buckets

STATIC = Path(__file__).parents[4] / "plm" / "web" / "static"
PAGE = "<!doctype html><html lang=id><title>Uji</title><body></body></html>"
TOKEN = "token-of-tests"


def checkpoint(**changes: Any) -> dict[str, Any]:
    return {
        "code": "pleno", "name": "Pintu Pleno", "kind": "door", "hand_out": "Tas", "passing": "once_a_day",
        "exits": False, "re_entry": False, "roles": [], "guests_only": False, "windows": [], "opens_at": None,
        "closes_at": None, "capacity": None, "unknown_offline": "let_in", **changes,
    }  # fmt: skip


def event() -> dict[str, Any]:
    return {
        "slug": "plm", "name": "PLM", "zone": "Asia/Makassar", "tag": "0000", "starts_on": "2024-11-06",
        "ends_on": "2099-11-08",
    }  # fmt: skip


class Quiet(WSGIRequestHandler):
    def log_request(self, *_: object) -> None:
        pass


@dataclass
class Stub:
    """What the server knows; tests change it as they go."""

    url: str = ""
    name: str = "Meja 1"
    people: list[Sealed] = field(default_factory=list)
    institutions: dict[str, str] = field(default_factory=dict)
    checkpoint: dict[str, Any] = field(default_factory=checkpoint)
    event: dict[str, Any] = field(default_factory=event)
    keys: list[dict[str, Any]] = field(default_factory=list)
    pages: list[dict[str, Any]] = field(default_factory=list)
    revoked: dict[str, list[str]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    received: list[list[dict[str, Any]]] = field(default_factory=list)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    inside: dict[str, dict[str, Any]] = field(default_factory=dict)
    annulled: list[str] = field(default_factory=list)
    asked: list[str | None] = field(default_factory=list)
    rulings: list[dict[str, Any]] = field(default_factory=list)
    lock: Any = field(default_factory=threading.Lock)

    def post(self) -> dict[str, Any]:
        inside = len(self.inside)
        return {
            "now": datetime.now(UTC).isoformat(), "device": {"name": self.name, "kiosk": False}, "event": self.event,
            "checkpoint": self.checkpoint, "keys": self.keys,
            "count": {"entered": inside, "expected": len(self.people), "inside": inside, "outside": 0},
        }  # fmt: skip

    def full(self) -> dict[str, Any]:
        return {"buckets": buckets(self.people), "institutions": self.institutions}

    def entries(self) -> list[list[Any]]:
        """Everybody who is in, as the place's device fetches it."""
        first = {key: datetime.fromisoformat(one["scanned_at"]) for key, one in self.inside.items()}
        zone = ZoneInfo(self.event["zone"])
        return [
            [key, at.astimezone(zone).date().isoformat(), int(at.timestamp() * 1000), self.name, 1, 1]
            for key, at in first.items()
        ]

    def judge(self, scan: dict[str, Any]) -> dict[str, Any]:
        """The stored answer of an id, or a new one."""
        if scan["id"] in self.rows:
            return dict(self.rows[scan["id"]]["answer"])
        read = read_ticket(scan["ticket"])
        person = next((one for one in self.people if one.lookup == read.lookup or read.manual), None)
        answer: dict[str, Any] = {"id": scan["id"], "outcome": "accepted", "reason": None}
        if read.flaw or person is None:
            answer |= {"outcome": "refused", "reason": read.flaw or "unknown_ticket"}
        else:
            institution = self.institutions.get(str(person.institution), "")
            answer["participant"] = {"name": person.name, "institution": institution, "roles": list(person.roles)}
            key = person.key_text
            reason = next((word for word, keys in self.revoked.items() if key in keys), None)
            if reason:
                answer |= {"outcome": "refused", "reason": reason}
            elif key in self.inside:
                answer |= {"outcome": "duplicate", "first_scan": self.inside[key]}
            else:
                first = {"scanned_at": scan["scanned_at"], "checkpoint": "Pintu Pleno", "scanned_by": self.name}
                self.inside[key] = first
        self.rows[scan["id"]] = {"scan": scan, "answer": answer}
        return answer


@contextmanager
def serve(stub: Stub) -> Iterator[Stub]:
    app = Flask(__name__, static_folder=str(STATIC), static_url_path="/static")

    def known() -> bool:
        return request.headers.get("Authorization", "").removeprefix("Bearer ") in stub.tokens

    @app.before_request
    def guard() -> Any:
        if request.path.startswith("/api/") and request.path != "/api/v1/pair" and not known():
            return jsonify(error="unauthorized"), 401
        return None

    @app.after_request
    def policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        return response

    @app.get("/")
    def page() -> str:
        return PAGE

    @app.post("/api/v1/pair")
    def pair() -> Any:
        if request.get_json()["code"] != "PASANG":
            return jsonify(error="unknown_code"), 404
        token = f"{TOKEN}-{len(stub.tokens)}"
        stub.tokens.add(token)
        return jsonify(token=token, device=stub.post())

    @app.get("/api/v1/device")
    def device() -> Any:
        return jsonify(stub.post())

    @app.get("/api/v1/roster")
    def roster() -> Any:
        cursor = request.args.get("cursor")
        with stub.lock:
            stub.asked.append(cursor)
        if stub.pages:
            at = int(cursor or 0)
            more = (
                {**stub.pages[at], "cursor": str(at + 1), "more": at + 1 < len(stub.pages)}
                if at < len(stub.pages)
                else {}
            )
            return jsonify({"cursor": str(len(stub.pages)), "more": False, **more, "now": stub.post()["now"]})
        full = {} if cursor else stub.full()
        rulings, stub.rulings = stub.rulings, []
        news = {"revoked": stub.revoked, "entries": stub.entries(), "rulings": rulings}
        post = stub.post()
        return jsonify({**full, **news, "cursor": "1", "more": False, "device": post, "now": post["now"]})

    @app.post("/api/v1/scans")
    def scans() -> Any:
        sent = request.get_json()["scans"]
        with stub.lock:
            stub.received.append(sent)
            results = [stub.judge(scan) for scan in sent]
        return jsonify(results=results, now=stub.post()["now"])

    @app.post("/api/v1/scans/<scan_id>/annul")
    def annul(scan_id: str) -> Any:
        stub.annulled.append(scan_id)
        return jsonify(id=scan_id, annulled=True)

    @app.get("/api/v1/search")
    def search() -> Any:
        people: list[dict[str, Any]] = [
            {"ticket": "P:0123456789abcdef", "name": one.name, "institution": "", "roles": []} for one in stub.people
        ]
        return jsonify(people=people[:3])

    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    stub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

"""The roster of 5,000 people on its way to a phone: bytes on the wire as the app serves them, and what asking costs."""

import gzip
import json
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import brotli
from flask import current_app
from sqlalchemy import insert

from plm import clock
from plm.adapters.regions import published_regions
from plm.bulk import insert_with_ids
from plm.checkin.actions import add_device, set_ticket_kind
from plm.checkin.rules import TICKET_PURPOSE, CheckpointKind, Passing, TicketKind, UnknownOffline, serial_of
from plm.checkin.tables import Checkpoint, Ticket
from plm.codes import derive_code, hash_code, new_nonce
from plm.events.actions import EventDetails, create_event
from plm.events.rules import EventLevel, EventMode, Zone
from plm.extensions import db
from plm.registration.rules import CostBearer, EventRole, ParticipantState
from plm.registration.tables import Participant, ParticipantRole
from tests.bench.measuring import Figure, cpu_seconds
from tests.bench.nation import databases

PEOPLE, INSTITUTIONS, DEVICES, EVERY = 5_000, 1_500, 10, 20
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}
GOAL = "<= 300 KB"


def measure() -> Iterator[Figure]:
    """All pages of a first load; a poll with nothing new; the same where tickets are signed."""
    for database in databases():
        event_id, headers = _event()
        first = cpu_seconds(lambda: _load(headers), runs=1)  # noqa: B023  # called here and now
        for encoding in ("br", "gzip"):
            yield Figure(f"roster-5000-{encoding}-{database}", _load(headers, encoding), "KB on the wire", goal=GOAL)
        cursor = _pages(headers)[-1][1]["cursor"]
        asked = cpu_seconds(lambda: _page(headers, "br", cursor))  # noqa: B023  # called here and now
        yield Figure(f"roster-5000-first-{database}", first, "CPU s")
        yield Figure(f"roster-5000-poll-{database}", asked * 1000, "CPU ms")
        yield Figure(f"roster-5000-ten-devices-{database}", asked * DEVICES / EVERY * 100, "% of a core")
        settings = current_app.extensions["settings"]
        set_ticket_kind(
            db.session(), event_id=event_id, kind=TicketKind.SIGNED, secret_key=settings.secret_key, actor="bench",
            now=clock.now(),
        )  # fmt: skip
        db.session.commit()
        yield Figure(f"roster-5000-signed-br-{database}", _load(headers), "KB on the wire")


def _load(headers: dict[str, str], encoding: str = "br") -> float:
    """Kilobytes of a whole first load."""
    return sum(size for size, _page in _pages(headers, encoding)) / 1000


def _pages(headers: dict[str, str], encoding: str = "br") -> list[tuple[int, dict[str, Any]]]:
    pages = [_page(headers, encoding, "")]
    while pages[-1][1]["more"]:
        pages.append(_page(headers, encoding, pages[-1][1]["cursor"]))
    return pages


def _page(headers: dict[str, str], encoding: str, cursor: str) -> tuple[int, dict[str, Any]]:
    """Bytes of an answer with its headers, and what it says."""
    asked = {"cursor": cursor, "waiting": 0, "offset_ms": 12}
    answer = current_app.test_client().get(
        "/api/v1/roster", query_string=asked, headers={**headers, "Accept-Encoding": encoding}
    )
    if answer.status_code != 200 or answer.headers.get("Content-Encoding", encoding) != encoding:
        raise AssertionError(f"{answer.status}, {answer.headers.get('Content-Encoding')}")
    unpacked = UNPACK[encoding](answer.data) if "Content-Encoding" in answer.headers else answer.data
    return len(answer.data) + len(str(answer.headers)), json.loads(unpacked)


def _event() -> tuple[int, dict[str, str]]:
    """An event of 5,000 people of 1,500 villages, and the headers of a device at its door."""
    session, moment = db.session(), clock.now()
    today = moment.date()
    details = EventDetails(
        name="PLM Contoh", level=EventLevel.NATIONAL, mode=EventMode.ONSITE, starts_on=today,
        ends_on=today + timedelta(days=2), zone=Zone.WIB, contact_name="Contoh Lima",
    )  # fmt: skip
    event = create_event(session, slug="contoh", details=details, actor="bench", now=moment)
    _people(event.id)
    checkpoint = Checkpoint(
        event_id=event.id, code="pleno", name="Pintu Pleno", kind=CheckpointKind.DOOR, passing=Passing.ONCE_A_DAY,
        roles=[], windows=[], unknown_offline=UnknownOffline.LET_IN,
    )  # fmt: skip
    session.add(checkpoint)
    session.flush()
    _device, token = add_device(
        session, event_id=event.id, checkpoint=checkpoint, name="Gerbang 1", actor="bench", now=moment
    )
    session.commit()
    return event.id, {"Authorization": f"Bearer {token}"}


def _people(event_id: int) -> None:
    """Names as long as real ones, of no language; institutions as they are written, of real villages."""
    session, moment, settings = db.session(), clock.now(), current_app.extensions["settings"]
    chance, institutions = random.Random(5), _institutions()
    columns = (
        "event_id", "name", "institution", "cost_bearer", "state", "link_nonce", "token_hash", "created_at",
        "title_prefix", "title_suffix", "nip", "phone", "email", "position", "end_reason",
    )  # fmt: skip
    rows = [
        (event_id, _name(chance), institutions[number % INSTITUTIONS], CostBearer.ORGANISER, ParticipantState.ACTIVE,
         new_nonce(), new_nonce(), moment, chance.choice(("", "", "", "Dra.", "Drs.")),
         chance.choice(("", "", "S.Pd.", "S.IP., M.Si.")), "", "", "", "", "")
        for number in range(PEOPLE)
    ]  # fmt: skip
    ids = insert_with_ids(session, Participant.__table__, columns, rows)
    session.execute(insert(ParticipantRole), [{"participant_id": id_, "role": EventRole.PARTICIPANT} for id_ in ids])
    nonces = [new_nonce() for _ in ids]
    hashes = [hash_code(derive_code(settings.secret_key, TICKET_PURPOSE, nonce)) for nonce in nonces]
    session.execute(
        insert(Ticket),
        [
            {"event_id": event_id, "participant_id": id_, "nonce": nonce, "code_hash": code_hash,
             "serial": serial_of(nonce), "issued_at": moment, "revoke_reason": ""}
            for id_, nonce, code_hash in zip(ids, nonces, hashes, strict=True)
        ],
    )  # fmt: skip


def _name(chance: random.Random) -> str:
    """Two to four words of three to nine letters."""
    words = ("".join(chance.choices("aeiunrstkmdl", k=chance.randint(3, 9))) for _ in range(chance.randint(2, 4)))
    return " ".join(words).title()


def _institutions() -> list[str]:
    """1,500 villages from all over the country, each with regency and province."""
    names = {region.code: region.name for region in published_regions()}
    villages = sorted(code for code in names if len(code) == 13)
    step = len(villages) // INSTITUTIONS
    return [
        f"Perpusdes {names[code]}, {names[code[:5]]}, {names[code[:2]]}" for code in villages[::step][:INSTITUTIONS]
    ]

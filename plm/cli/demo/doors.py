"""The doors of the demonstration: places and rules, devices, a morning, and one person whom two doors let in."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from uuid import uuid4

from plm.checkin.actions import (
    add_app_device,
    add_checkpoint,
    add_device,
    add_guests,
    make_pairing_code,
    note_device,
    pair_device,
    record_scan,
)
from plm.checkin.queries import post_of, ticket_code_of
from plm.checkin.rules import CheckpointDetails, CheckpointKind, Direction, ScanOutcome, Window, scan_request, usual
from plm.cli.registering import Registrar
from plm.events.queries import agenda_of
from plm.events.rules import SessionKind
from plm.registration.queries import participants_of
from plm.wording import from_local

ACTOR = "demo"
MINUTE = timedelta(minutes=1)


def open_doors(registrar: Registrar) -> None:
    """Four came in at the main door on the first morning; one of them once more at a desk that had no network."""
    session, event = registrar.session, registrar.event
    opened = from_local(datetime.combine(event.starts_on, time(7, 30)), event.zone)
    noon = from_local(datetime.combine(event.starts_on, time(12)), event.zone)
    door, *others = [
        add_checkpoint(session, event=event, details=details, actor=ACTOR, now=opened - timedelta(days=1))
        for details in _places(registrar, noon)
    ]
    first, second = [
        add_app_device(
            session, event_id=event.id, checkpoint=door, name=name, kiosk=kiosk, actor=ACTOR, now=opened - 30 * MINUTE
        )
        for name, kiosk in (("Meja 1", False), ("Kios masuk", True))
    ]
    for device in (first, second):
        code = make_pairing_code(session, device=device, actor=ACTOR, now=opened - 25 * MINUTE)
        pair_device(session, code=code, now=opened - 24 * MINUTE)
        note_device(session, device_id=device.id, waiting=0, clock_offset_ms=0, now=opened + 60 * MINUTE)
    add_device(session, event_id=event.id, checkpoint=door, name="Gerbang 1", actor=ACTOR, now=opened - 30 * MINUTE)
    codes = list(_some_tickets(registrar, 4))
    for minutes, code in enumerate(codes):
        at = opened + minutes * MINUTE
        scan = scan_request(str(uuid4()), code, scanned_at=at)
        record_scan(session, post=post_of(event, door, first), scan=scan, scanned_by=first.name, now=at)
    # Offline, the second desk knew nothing of the first; it told the server half an hour later.
    again = scan_request(
        str(uuid4()), codes[0], scanned_at=opened + 10 * MINUTE, offline=True, shown=ScanOutcome.ACCEPTED
    )
    record_scan(
        session, post=post_of(event, door, second), scan=again, scanned_by=second.name, now=opened + 40 * MINUTE
    )
    out = scan_request(str(uuid4()), codes[1], scanned_at=opened + 60 * MINUTE, direction=Direction.OUT)
    record_scan(session, post=post_of(event, door, first), scan=out, scanned_by=first.name, now=opened + 60 * MINUTE)
    people = [person.id for person in participants_of(session, event.id)[:3]]
    for place in others:
        if place.choosable:
            add_guests(session, checkpoint=place, participant_ids=people, actor=ACTOR, now=opened - MINUTE)


def _places(registrar: Registrar, noon: datetime) -> Iterator[CheckpointDetails]:
    yield CheckpointDetails(
        name="Pintu Pleno",
        kind=CheckpointKind.DOOR,
        hand_out="Kartu nama dan tas peserta",
        exits=True,
        re_entry=True,
    )
    meal = usual(CheckpointKind.MEAL)
    days = (registrar.event.ends_on - registrar.event.starts_on).days + 1
    hours = (noon + timedelta(days=number) for number in range(days))
    windows = tuple(Window(hour - 30 * MINUTE, hour + 120 * MINUTE) for hour in hours)
    yield CheckpointDetails(name="Makan siang", kind=meal.kind, windows=windows, unknown_offline=meal.unknown_offline)
    for line, _venue in agenda_of(registrar.session, registrar.event.id):
        if line.kind is SessionKind.CLASS:
            passing = usual(CheckpointKind.SESSION).passing
            yield CheckpointDetails(
                name=line.title[:120],
                kind=CheckpointKind.SESSION,
                session_id=line.id,
                passing=passing,
                guests_only=True,
                choosable=True,
                capacity=40,
            )


def _some_tickets(registrar: Registrar, most: int) -> Iterator[str]:
    """Codes of the first who have one."""
    for person in participants_of(registrar.session, registrar.event.id)[:most]:
        if code := ticket_code_of(registrar.session, person.id, registrar.secret_key):
            yield code

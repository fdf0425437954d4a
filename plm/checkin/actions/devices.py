"""Running scanners: added, moved, given another token, revoked."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.checkin.actions.tokens import TOKEN_LENGTH, end_codes, give_token, note_deed
from plm.checkin.rules import DeviceNameTaken
from plm.checkin.tables import Checkpoint, Device
from plm.codes import hash_code, random_code


def add_device(
    session: Session, *, event_id: int, checkpoint: Checkpoint, name: str, actor: str, now: datetime
) -> tuple[Device, str]:
    """A headless scanner at a checkpoint, with its token: shown once, stored as a hash."""
    token = random_code(TOKEN_LENGTH)
    device = Device(
        event_id=event_id, checkpoint_id=checkpoint.id, name=name, token_hash=hash_code(token), created_at=now
    )
    return _add(session, device, actor, now), token


def add_app_device(
    session: Session, *, event_id: int, checkpoint: Checkpoint, name: str, kiosk: bool, actor: str, now: datetime
) -> Device:
    """A phone or tablet that scans in its browser; it has no token until somebody pairs it."""
    device = Device(event_id=event_id, checkpoint_id=checkpoint.id, name=name, kiosk=kiosk, created_at=now)
    return _add(session, device, actor, now)


def revise_device(
    session: Session, *, device: Device, checkpoint: Checkpoint, name: str, kiosk: bool, actor: str, now: datetime
) -> None:
    """Another name or place; the device learns it at its next sync."""
    session.refresh(device, with_for_update={"key_share": True})
    before = {"checkpoint": device.checkpoint_id, "name": device.name, "kiosk": device.kiosk}
    after = {"checkpoint": checkpoint.id, "name": name, "kiosk": kiosk}
    if before == after:
        return
    try:
        with session.begin_nested():
            device.checkpoint_id, device.name, device.kiosk = checkpoint.id, name, kiosk
    except IntegrityError as taken:
        raise DeviceNameTaken(name=name) from taken
    record(
        session,
        actor=actor,
        verb="device.revise",
        subject=f"device:{device.id}",
        event_id=device.event_id,
        facts={"before": before, "after": after},
        now=now,
    )


def roll_token(session: Session, *, device: Device, actor: str, now: datetime) -> str:
    """A fresh token for a headless scanner; the old one opens nothing any more, and a revoked scanner is back."""
    session.refresh(device, with_for_update={"key_share": True})
    token = give_token(session, device)
    note_deed(session, "device.roll", device, actor, now)
    return token


def revoke_device(session: Session, *, device: Device, actor: str, now: datetime) -> None:
    """Its token opens nothing any more, and no code that was shown pairs it."""
    if device.revoked_at is not None:
        return
    # Codes first, as pairing does, so that the two never wait for each other.
    end_codes(session, device, now)
    device.revoked_at = now
    session.flush()
    note_deed(session, "device.revoke", device, actor, now)


def _add(session: Session, device: Device, actor: str, now: datetime) -> Device:
    try:
        with session.begin_nested():
            session.add(device)
    except IntegrityError as taken:
        raise DeviceNameTaken(name=device.name) from taken
    note_deed(session, "device.add", device, actor, now)
    return device

"""Running checkpoints and devices."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.checkin.rules import CheckpointKind, CheckpointNameTaken, DeviceNameTaken, code_of_name
from plm.checkin.tables import Checkpoint, Device
from plm.codes import hash_code, random_code

TOKEN_LENGTH = 32


def add_checkpoint(
    session: Session,
    *,
    event_id: int,
    name: str,
    kind: CheckpointKind,
    hand_out: str,
    actor: str,
    now: datetime,
) -> Checkpoint:
    """A place that lets people in, open at once; its code comes from its name and is unique in the event."""
    checkpoint = Checkpoint(event_id=event_id, code=code_of_name(name), name=name, kind=kind, hand_out=hand_out)
    try:
        with session.begin_nested():
            session.add(checkpoint)
    except IntegrityError as taken:
        raise CheckpointNameTaken(name=name) from taken
    _note(session, "checkpoint.add", f"checkpoint:{checkpoint.id}", event_id, actor, now)
    return checkpoint


def open_checkpoint(session: Session, *, checkpoint: Checkpoint, actor: str, now: datetime) -> None:
    """Let people in from now on."""
    checkpoint.opens_at, checkpoint.closes_at = now, None
    session.flush()
    _note(session, "checkpoint.open", f"checkpoint:{checkpoint.id}", checkpoint.event_id, actor, now)


def close_checkpoint(session: Session, *, checkpoint: Checkpoint, actor: str, now: datetime) -> None:
    """Let nobody in from now on."""
    checkpoint.closes_at = now
    session.flush()
    _note(session, "checkpoint.close", f"checkpoint:{checkpoint.id}", checkpoint.event_id, actor, now)


def add_device(
    session: Session, *, event_id: int, checkpoint: Checkpoint, name: str, actor: str, now: datetime
) -> tuple[Device, str]:
    """A scanner at a checkpoint, with its token: shown once, stored as a hash."""
    token = random_code(TOKEN_LENGTH)
    device = Device(
        event_id=event_id, checkpoint_id=checkpoint.id, name=name, token_hash=hash_code(token), created_at=now
    )
    try:
        with session.begin_nested():
            session.add(device)
    except IntegrityError as taken:
        raise DeviceNameTaken(name=name) from taken
    _note(session, "device.add", f"device:{device.id}", event_id, actor, now)
    return device, token


def revoke_device(session: Session, *, device: Device, actor: str, now: datetime) -> None:
    """Its token opens nothing any more."""
    if device.revoked_at is None:
        device.revoked_at = now
        session.flush()
        _note(session, "device.revoke", f"device:{device.id}", device.event_id, actor, now)


def _note(session: Session, verb: str, subject: str, event_id: int, actor: str, now: datetime) -> None:
    record(session, actor=actor, verb=verb, subject=subject, event_id=event_id, now=now)

"""Checkpoints and devices."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.checkin.tables import Checkpoint, Device
from plm.codes import hash_code
from plm.errors import NotFound


def checkpoints_of(session: Session, event_id: int) -> list[Checkpoint]:
    return list(session.scalars(select(Checkpoint).where(Checkpoint.event_id == event_id).order_by(Checkpoint.id)))


def find_checkpoint(session: Session, event_id: int, code: str) -> Checkpoint | None:
    return session.scalar(select(Checkpoint).where(Checkpoint.event_id == event_id, Checkpoint.code == code))


def get_checkpoint(session: Session, event_id: int, code: str) -> Checkpoint:
    """A checkpoint of this event, or NotFound."""
    checkpoint = find_checkpoint(session, event_id, code)
    if checkpoint is None:
        raise NotFound(what="checkpoint", value=code)
    return checkpoint


def get_checkpoint_by_id(session: Session, checkpoint_id: int) -> Checkpoint:
    return session.get_one(Checkpoint, checkpoint_id)


def devices_of(session: Session, event_id: int) -> list[tuple[Device, Checkpoint]]:
    """All devices ever paired, with their checkpoints."""
    query = (
        select(Device, Checkpoint)
        .join(Checkpoint, Checkpoint.id == Device.checkpoint_id)
        .where(Device.event_id == event_id)
        .order_by(Device.id)
    )
    return [(device, checkpoint) for device, checkpoint in session.execute(query)]


def get_device(session: Session, event_id: int, device_id: int) -> Device:
    """A device of this event, or NotFound."""
    device = session.get(Device, device_id)
    if device is None or device.event_id != event_id:
        raise NotFound(what="device", value=device_id)
    return device


def find_device(session: Session, token: str) -> Device | None:
    """The device a token belongs to, unless it was revoked."""
    return session.scalar(select(Device).where(Device.token_hash == hash_code(token), Device.revoked_at.is_(None)))

"""What lets a device in: its token, and the codes that give it one."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.checkin.tables import Device, Pairing
from plm.codes import hash_code, random_code

TOKEN_LENGTH = 32


def give_token(session: Session, device: Device) -> str:
    """A fresh token; the one before opens nothing any more, and a revoked device is back."""
    token = random_code(TOKEN_LENGTH)
    device.token_hash, device.revoked_at = hash_code(token), None
    session.flush()
    return token


def end_codes(session: Session, device: Device, now: datetime) -> None:
    """No code that was shown pairs the device any more."""
    waiting = update(Pairing).where(Pairing.device_id == device.id, Pairing.used_at.is_(None), Pairing.expires_at > now)
    session.execute(waiting.values(expires_at=now))


def note_deed(session: Session, verb: str, device: Device, actor: str, now: datetime) -> None:
    record(session, actor=actor, verb=verb, subject=f"device:{device.id}", event_id=device.event_id, now=now)

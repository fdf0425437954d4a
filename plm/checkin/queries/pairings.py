"""Codes that were shown to pair a device."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.checkin.tables import Pairing


def latest_pairing(session: Session, device_id: int) -> Pairing | None:
    """The newest code of a device, used or not."""
    query = select(Pairing).where(Pairing.device_id == device_id)
    return session.scalar(query.order_by(Pairing.created_at.desc(), Pairing.code_hash).limit(1))


def find_pairing(session: Session, device_id: int, mark: str) -> Pairing | None:
    """The code of a device whose hash begins with `mark`: enough to ask about it, not enough to use it."""
    query = select(Pairing).where(Pairing.device_id == device_id, Pairing.code_hash.startswith(mark, autoescape=True))
    return session.scalar(query.limit(1))

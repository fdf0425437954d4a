"""A browser becomes a device by a code that works once, and tells from time to time how it is."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from plm.checkin.actions.inserting import insert_once
from plm.checkin.actions.tokens import end_codes, give_token, note_deed
from plm.checkin.rules import PairingCodeExpired, PairingCodeUnknown, PairingCodeUsed
from plm.checkin.tables import Device, Pairing
from plm.codes import hash_code, random_code, read_code

CODE_SIGNS = 8
LASTS = timedelta(minutes=10)
# The row of a device is not written more often, however many tabs ask.
_SEEN_EVERY = timedelta(seconds=10)


def make_pairing_code(session: Session, *, device: Device, actor: str, now: datetime) -> str:
    """A code that makes one browser this device, once and within ten minutes; older ones that wait end."""
    end_codes(session, device, now)
    code = random_code(CODE_SIGNS)
    while not insert_once(session, Pairing, _fresh(code, device, actor, now)):
        code = random_code(CODE_SIGNS)
    note_deed(session, "device.pairing_code", device, actor, now)
    return code


def _fresh(code: str, device: Device, actor: str, now: datetime) -> dict[str, object]:
    return {
        "code_hash": hash_code(code),
        "device_id": device.id,
        "created_at": now,
        "created_by": actor,
        "expires_at": now + LASTS,
    }


def pair_device(session: Session, *, code: str, now: datetime) -> tuple[Device, str]:
    """The device of this code, with a fresh token that replaces the one before.

    `paired_at` stays what it was the first time: scans that wait on the same phone since then are still believed.
    Raises PairingCodeUnknown, PairingCodeExpired or PairingCodeUsed.
    """
    code_hash = hash_code(read_code(code))
    if not _take(session, code_hash, now):
        known = session.get(Pairing, code_hash, populate_existing=True)
        if known is None:
            raise PairingCodeUnknown()
        raise PairingCodeUsed() if known.used_at else PairingCodeExpired()
    pairing = session.get_one(Pairing, code_hash, populate_existing=True)
    device = session.get_one(Device, pairing.device_id, with_for_update={"key_share": True}, populate_existing=True)
    device.paired_at = device.paired_at or now
    token = give_token(session, device)
    note_deed(session, "device.pair", device, f"device:{device.id}", now)
    return device, token


def _take(session: Session, code_hash: str, now: datetime) -> bool:
    """Whether the code is ours: of several at one instant the row gives it to one."""
    taken = (
        update(Pairing)
        .where(Pairing.code_hash == code_hash, Pairing.used_at.is_(None), Pairing.expires_at > now)
        .values(used_at=now)
        .returning(Pairing.device_id)
        .execution_options(synchronize_session=False)
    )
    return session.execute(taken).first() is not None


def note_device(
    session: Session, *, device_id: int, waiting: int | None, clock_offset_ms: int | None, now: datetime
) -> bool:
    """How a device is, for the committee; whether it was written, which is at most once in ten seconds."""
    told = {"waiting": waiting, "clock_offset_ms": clock_offset_ms}
    seen = (
        update(Device)
        .where(Device.id == device_id, or_(Device.last_seen_at.is_(None), Device.last_seen_at <= now - _SEEN_EVERY))
        .values(last_seen_at=now, **{name: value for name, value in told.items() if value is not None})
        .returning(Device.id)
        .execution_options(synchronize_session=False)
    )
    return session.execute(seen).first() is not None

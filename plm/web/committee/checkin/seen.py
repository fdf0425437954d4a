"""How a device does: when it was heard last, what waits in it, whether its clock is right."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from plm.checkin.rules import CLOCK_DOUBT

if TYPE_CHECKING:
    from plm.checkin.tables import Checkpoint, Device

# A device in use asks every half minute; twice missed may be a walk to the coffee, this long is not.
QUIET_AFTER = timedelta(minutes=3)


class Standing(StrEnum):
    REVOKED = "revoked"
    UNPAIRED = "unpaired"
    HEARD = "heard"
    QUIET = "quiet"


@dataclass(frozen=True)
class SeenDevice:
    """A device for reading; `clock_off` is how far its clock is behind (positive) or ahead where that matters."""

    device: "Device"
    checkpoint: "Checkpoint"
    standing: Standing
    is_app: bool
    clock_off: timedelta | None


def seen_devices(devices: "Iterable[tuple[Device, Checkpoint]]", now: datetime) -> list[SeenDevice]:
    return [seen_device(device, checkpoint, now) for device, checkpoint in devices]


def seen_device(device: "Device", checkpoint: "Checkpoint", now: datetime) -> SeenDevice:
    """Only a phone or tablet is paired; what has a token without that sends its scans by itself."""
    is_app = device.paired_at is not None or device.token_hash is None
    offset = timedelta(milliseconds=device.clock_offset_ms or 0)
    return SeenDevice(device, checkpoint, _standing(device, now), is_app, offset if abs(offset) > CLOCK_DOUBT else None)


def _standing(device: "Device", now: datetime) -> Standing:
    if device.revoked_at is not None:
        return Standing.REVOKED
    if device.token_hash is None:
        return Standing.UNPAIRED
    heard = device.last_seen_at is not None and now - device.last_seen_at < QUIET_AFTER
    return Standing.HEARD if heard else Standing.QUIET

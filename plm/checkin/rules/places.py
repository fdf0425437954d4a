"""Checkpoints and devices, and what refuses a change to them."""

import re
from enum import StrEnum
from unicodedata import normalize

from plm.errors import Refusal

SHORTEST_SEARCH = 3
LONGEST_PLACE_CODE = 40


class CheckpointKind(StrEnum):
    DOOR = "door"
    SESSION = "session"
    MEAL = "meal"
    KIT = "kit"
    EXPO = "expo"
    SHUTTLE = "shuttle"
    HOTEL = "hotel"


class Passing(StrEnum):
    """How often one ticket counts at a checkpoint: its slot is the day, the whole event, or each scan."""

    ONCE_A_DAY = "once_a_day"
    ONCE = "once"
    MANY = "many"


class UnknownOffline(StrEnum):
    """What a device without network does with a well-formed ticket that is not on its roster."""

    LET_IN = "let_in"
    REFUSE = "refuse"


class CheckpointNameTaken(Refusal):
    code = "checkpoint_name_taken"


class DeviceNameTaken(Refusal):
    code = "device_name_taken"


class TicketNotValid(Refusal):
    """A ticket that is already revoked cannot be revoked or replaced again."""

    code = "ticket_not_valid"


class AnnulledByAnother(Refusal):
    """A device takes back its own scans only."""

    code = "other_device"
    status = 403


class TooLateToAnnul(Refusal):
    """After 15 minutes a scan is taken back by a supervisor."""

    code = "too_late"


def code_of_name(name: str) -> str:
    """The code of a checkpoint, for addresses and devices: `Pintu Pleno` is `pintu-pleno`."""
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_PLACE_CODE].strip("-") or "titik"


def may_search(text: str) -> bool:
    """A search for a lost ticket needs enough letters not to list everybody."""
    return sum(sign.isalpha() for sign in text) >= SHORTEST_SEARCH

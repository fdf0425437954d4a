"""Checkpoints and devices, and what refuses a change to them."""

from enum import StrEnum

from plm.errors import Refusal

SHORTEST_SEARCH = 3


class CheckpointKind(StrEnum):
    DOOR = "door"
    SESSION = "session"
    MEAL = "meal"
    KIT = "kit"
    EXPO = "expo"


class CheckpointCodeTaken(Refusal):
    code = "checkpoint_code_taken"


class DeviceNameTaken(Refusal):
    code = "device_name_taken"


class TicketNotValid(Refusal):
    """A ticket that is already revoked cannot be revoked or replaced again."""

    code = "ticket_not_valid"


def may_search(text: str) -> bool:
    """A search for a lost ticket needs enough letters not to list everybody."""
    return sum(sign.isalpha() for sign in text) >= SHORTEST_SEARCH

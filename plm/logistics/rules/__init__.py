"""Rooms, beds, wishes, and who shares with whom."""

from plm.logistics.rules.model import Bed, Guest, Inputs, Proposal, Room
from plm.logistics.rules.numbers import natural, read_numbers
from plm.logistics.rules.proposing import Nearness, nearness, propose
from plm.logistics.rules.refusals import (
    NoBed,
    ProposalOutdated,
    RoomFull,
    RoomMixed,
    RoomNumbersTaken,
    RoomNumbersUnclear,
    RoomOccupied,
    StayNotSound,
)
from plm.logistics.rules.sharing import may_share
from plm.logistics.rules.stays import Nights, StayWish, nights_of, partners, require_sound
from plm.logistics.rules.words import MOST_BEDS, USUAL_BEDS, Gender, HandOver, RoomKind, WhyNot

__all__ = [
    "MOST_BEDS",
    "USUAL_BEDS",
    "Bed",
    "Gender",
    "Guest",
    "HandOver",
    "Inputs",
    "Nearness",
    "Nights",
    "NoBed",
    "Proposal",
    "ProposalOutdated",
    "Room",
    "RoomFull",
    "RoomKind",
    "RoomMixed",
    "RoomNumbersTaken",
    "RoomNumbersUnclear",
    "RoomOccupied",
    "StayNotSound",
    "StayWish",
    "WhyNot",
    "may_share",
    "natural",
    "nearness",
    "nights_of",
    "partners",
    "propose",
    "read_numbers",
    "require_sound",
]

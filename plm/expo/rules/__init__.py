"""Booths given by stated rules: the pure part of the expo."""

from plm.expo.rules.allocation import allocate
from plm.expo.rules.checks import sound
from plm.expo.rules.digests import digest, plain
from plm.expo.rules.explain import why_not
from plm.expo.rules.forcing import cost_of_forcing
from plm.expo.rules.model import (
    STANDARD,
    Booth,
    Circuit,
    Exhibitor,
    InputError,
    Inputs,
    Neighbours,
    Objective,
    Plan,
    Problem,
    Proof,
    Reason,
    Rules,
    Seat,
    Waiting,
    Why,
    Zone,
)
from plm.expo.rules.neighbours import Conflict, conflicts_of, neighbours_from_geometry
from plm.expo.rules.swapping import Effects, effects_of, moved
from plm.expo.rules.verify import verify

__all__ = [
    "STANDARD",
    "Booth",
    "Circuit",
    "Conflict",
    "Effects",
    "Exhibitor",
    "InputError",
    "Inputs",
    "Neighbours",
    "Objective",
    "Plan",
    "Problem",
    "Proof",
    "Reason",
    "Rules",
    "Seat",
    "Waiting",
    "Why",
    "Zone",
    "allocate",
    "conflicts_of",
    "cost_of_forcing",
    "digest",
    "effects_of",
    "moved",
    "neighbours_from_geometry",
    "plain",
    "sound",
    "verify",
    "why_not",
]

"""Booths given by stated rules: the pure part of the expo."""

from plm.expo.rules.allocation import allocate, digest, plain
from plm.expo.rules.checks import sound
from plm.expo.rules.explain import why_not
from plm.expo.rules.model import (
    Booth,
    Circuit,
    Exhibitor,
    InputError,
    Inputs,
    Neighbours,
    Objective,
    Plan,
    Problem,
    Reason,
    Rules,
    Seat,
    Waiting,
    Why,
    Zone,
)
from plm.expo.rules.verify import verify

__all__ = [
    "Booth",
    "Circuit",
    "Exhibitor",
    "InputError",
    "Inputs",
    "Neighbours",
    "Objective",
    "Plan",
    "Problem",
    "Reason",
    "Rules",
    "Seat",
    "Waiting",
    "Why",
    "Zone",
    "allocate",
    "digest",
    "plain",
    "sound",
    "verify",
    "why_not",
]

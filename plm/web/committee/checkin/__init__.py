"""The committee's attendance: figures, lists and ledger, checkpoints, conflicts, devices, tickets."""

from plm.web.committee.checkin import (
    attendance,
    by_hand,
    checkpoints,
    conflicts,
    devices,
    guests,
    keys,
    ledger,
    lists,
    tickets,
)
from plm.web.committee.checkin.room import blueprint

__all__ = [
    "attendance",
    "blueprint",
    "by_hand",
    "checkpoints",
    "conflicts",
    "devices",
    "guests",
    "keys",
    "ledger",
    "lists",
    "tickets",
]

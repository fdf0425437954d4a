"""Issuing tickets, running checkpoints and devices, and recording scans."""

from plm.checkin.actions.places import (
    add_checkpoint,
    add_device,
    close_checkpoint,
    open_checkpoint,
    revoke_device,
)
from plm.checkin.actions.scans import (
    check_in_by_hand,
    record_scan,
    record_scans,
)
from plm.checkin.actions.tickets import (
    issue_tickets,
    replace_ticket,
    revoke_ticket,
)

__all__ = [
    "add_checkpoint",
    "add_device",
    "check_in_by_hand",
    "close_checkpoint",
    "issue_tickets",
    "open_checkpoint",
    "record_scan",
    "record_scans",
    "replace_ticket",
    "revoke_device",
    "revoke_ticket",
]

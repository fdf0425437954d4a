"""Issuing tickets, running checkpoints and devices, and recording scans."""

from plm.checkin.actions.annulments import (
    annul_own_scan,
    annul_scan,
    resolve_conflict,
)
from plm.checkin.actions.by_hand import (
    check_in_by_hand,
    check_in_many,
)
from plm.checkin.actions.devices import (
    add_app_device,
    add_device,
    revise_device,
    revoke_device,
    roll_token,
)
from plm.checkin.actions.groups import (
    issue_group_tickets,
)
from plm.checkin.actions.guests import (
    add_guests,
    choose_session,
    give_up_session,
    remove_guest,
)
from plm.checkin.actions.pairing import (
    make_pairing_code,
    note_device,
    pair_device,
)
from plm.checkin.actions.places import (
    add_checkpoint,
    close_checkpoint,
    open_checkpoint,
    revise_checkpoint,
)
from plm.checkin.actions.recording import Job
from plm.checkin.actions.scans import (
    NeedsTransaction,
    record_scan,
    record_scans,
    record_together,
)
from plm.checkin.actions.searching import (
    search_people,
)
from plm.checkin.actions.tickets import (
    add_ticket_key,
    issue_tickets,
    replace_ticket,
    revoke_ticket,
    revoke_ticket_key,
    set_ticket_kind,
)

__all__ = [
    "Job",
    "NeedsTransaction",
    "add_app_device",
    "add_checkpoint",
    "add_device",
    "add_guests",
    "add_ticket_key",
    "annul_own_scan",
    "annul_scan",
    "check_in_by_hand",
    "check_in_many",
    "choose_session",
    "close_checkpoint",
    "give_up_session",
    "issue_group_tickets",
    "issue_tickets",
    "make_pairing_code",
    "note_device",
    "open_checkpoint",
    "pair_device",
    "record_scan",
    "record_scans",
    "record_together",
    "remove_guest",
    "replace_ticket",
    "resolve_conflict",
    "revise_checkpoint",
    "revise_device",
    "revoke_device",
    "revoke_ticket",
    "revoke_ticket_key",
    "roll_token",
    "search_people",
    "set_ticket_kind",
]

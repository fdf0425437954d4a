"""The committee's attendance: figures and ledger, checkpoints, devices, tickets."""

from plm.web.committee.checkin import attendance, devices, tickets
from plm.web.committee.checkin.room import blueprint

__all__ = ["attendance", "blueprint", "devices", "tickets"]

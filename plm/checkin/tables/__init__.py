"""Tickets, checkpoints, devices and the append-only ledger of scans."""

from plm.checkin.tables.ledger import Annulment, Presence, Resolution, Ruling, Scan
from plm.checkin.tables.places import Checkpoint, Device, Guest, Pairing
from plm.checkin.tables.tickets import GroupTicket, Ticket, TicketKey, TicketSetting

__all__ = [
    "Annulment",
    "Checkpoint",
    "Device",
    "GroupTicket",
    "Guest",
    "Pairing",
    "Presence",
    "Resolution",
    "Ruling",
    "Scan",
    "Ticket",
    "TicketKey",
    "TicketSetting",
]

"""Rooms and beds: the list, the hotel's rooms, the proposal, one person's stay, what goes to the hotel."""

from plm.web.committee.lodging import hotel, lists, people, proposal
from plm.web.committee.lodging.room import blueprint

__all__ = ["blueprint", "hotel", "lists", "people", "proposal"]

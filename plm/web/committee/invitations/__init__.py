"""The committee's invitations: the list, links, letters and reminders, and what the mail server did with them."""

from plm.web.committee.invitations import links, lists, mails, preparing, questions, reserve, sending
from plm.web.committee.invitations.room import blueprint

__all__ = ["blueprint", "links", "lists", "mails", "preparing", "questions", "reserve", "sending"]

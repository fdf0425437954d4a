"""The verbs of invitations: invite, renew and revoke links, keep replies, write and mark mails."""

from plm.invitations.actions.inviting import invite_libraries
from plm.invitations.actions.links import ask_for_link, decline_link, renew_link, revoke_link
from plm.invitations.actions.mails import is_still_wanted, note_sent, write_letter, write_reminder
from plm.invitations.actions.replies import lock_invitation, reply_to

__all__ = [
    "ask_for_link",
    "decline_link",
    "invite_libraries",
    "is_still_wanted",
    "lock_invitation",
    "note_sent",
    "renew_link",
    "reply_to",
    "revoke_link",
    "write_letter",
    "write_reminder",
]

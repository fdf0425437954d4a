"""The verbs of invitations: invite, renew and revoke links, keep replies, write and mark mails."""

from plm.invitations.actions.inviting import invite_libraries
from plm.invitations.actions.links import renew_link, revoke_link
from plm.invitations.actions.mails import mark_mail_sent, write_letter
from plm.invitations.actions.replies import lock_invitation, reply_to

__all__ = [
    "invite_libraries",
    "lock_invitation",
    "mark_mail_sent",
    "renew_link",
    "reply_to",
    "revoke_link",
    "write_letter",
]

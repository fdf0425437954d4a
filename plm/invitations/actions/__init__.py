"""The verbs of invitations: invite, renew and revoke links, keep replies, write and mark mails."""

from plm.invitations.actions.inviting import invite_libraries
from plm.invitations.actions.links import ask_for_link, decline_link, renew_link, revoke_link
from plm.invitations.actions.mails import is_still_wanted, note_sent, write_letter, write_reminder
from plm.invitations.actions.questions import answer_question, ask_question
from plm.invitations.actions.replies import lock_invitation, reply_to
from plm.invitations.actions.reserve import Proposal, move_places, propose_moves, set_reserve

__all__ = [
    "Proposal",
    "answer_question",
    "ask_for_link",
    "ask_question",
    "decline_link",
    "invite_libraries",
    "is_still_wanted",
    "lock_invitation",
    "move_places",
    "note_sent",
    "propose_moves",
    "renew_link",
    "reply_to",
    "revoke_link",
    "set_reserve",
    "write_letter",
    "write_reminder",
]

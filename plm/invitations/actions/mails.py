"""The mails that carry the link: rows of the outbox first."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from plm.invitations.actions.noting import note
from plm.invitations.rules import (
    LETTER_TEMPLATE,
    REMINDER_TEMPLATE,
    AddressMissing,
    is_silent,
    letter_purpose,
    reminder_purpose,
)
from plm.invitations.tables import Invitation
from plm.outbox.actions import put_mail
from plm.outbox.tables import MailMessage


def write_letter(
    session: Session, *, invitation: Invitation, address: str, actor: str, now: datetime
) -> MailMessage | None:
    """Put the link's letter into the outbox once; None when it is there already."""
    if not address:
        raise AddressMissing(invitation_id=invitation.id)
    return _write(
        session, invitation, address, LETTER_TEMPLATE, letter_purpose(invitation.id, invitation.link_nonce), actor, now
    )


def write_reminder(
    session: Session, *, invitation: Invitation, address: str, today: date, actor: str, now: datetime
) -> MailMessage | None:
    """Put a reminder into the outbox, at most one a day; None when there is one of today."""
    if not address:
        raise AddressMissing(invitation_id=invitation.id)
    return _write(session, invitation, address, REMINDER_TEMPLATE, reminder_purpose(invitation.id, today), actor, now)


def note_sent(session: Session, *, mail: MailMessage, now: datetime) -> None:
    """The list then shows when the invitation's letter or reminder went out.

    A link renewed while its letter was on the way still waits for its own.
    """
    invitation = session.get_one(Invitation, mail.about["invitation_id"])
    if mail.template == REMINDER_TEMPLATE:
        invitation.reminded_at, invitation.reminders = now, invitation.reminders + 1
    elif mail.purpose == letter_purpose(invitation.id, invitation.link_nonce):
        invitation.sent_at = now
    session.flush()


def is_still_wanted(invitation: Invitation, mail: MailMessage, *, now: datetime) -> bool:
    """Whether the mail says anything when its turn comes: the link is the same, the silent are still silent."""
    if mail.template == REMINDER_TEMPLATE:
        return is_silent(invitation.reply, invitation.expires_at, invitation.revoked_at, now=now)
    return mail.purpose == letter_purpose(invitation.id, invitation.link_nonce) and invitation.revoked_at is None


def _write(
    session: Session, invitation: Invitation, address: str, template: str, purpose: str, actor: str, now: datetime
) -> MailMessage | None:
    mail = put_mail(
        session,
        event_id=invitation.event_id,
        purpose=purpose,
        recipient=address,
        template=template,
        about={"invitation_id": invitation.id},
        now=now,
    )
    if mail is not None:
        note(
            session, invitation, f"invitation.write_{'letter' if template == LETTER_TEMPLATE else template}", actor, now
        )
    return mail

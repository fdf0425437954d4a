"""The mail that carries the link: a row of the outbox first."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.invitations.actions.noting import note
from plm.invitations.queries import find_mail_by_purpose
from plm.invitations.rules import LETTER_TEMPLATE, AddressMissing, letter_purpose
from plm.invitations.tables import Invitation, MailMessage


def write_letter(
    session: Session, *, invitation: Invitation, address: str, actor: str, now: datetime
) -> MailMessage | None:
    """Put the link's letter into the outbox once; None when it is there already."""
    if not address:
        raise AddressMissing(invitation_id=invitation.id)
    purpose = letter_purpose(invitation.id, invitation.link_nonce)
    if find_mail_by_purpose(session, purpose) is not None:
        return None
    letter = MailMessage(
        event_id=invitation.event_id,
        purpose=purpose,
        recipient=address,
        template=LETTER_TEMPLATE,
        about={"invitation_id": invitation.id},
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(letter)
    except IntegrityError:
        return None
    note(session, invitation, "invitation.write_letter", actor, now)
    return letter


def mark_mail_sent(session: Session, *, mail: MailMessage, now: datetime) -> None:
    """Note that the mail went out; the list then shows when its invitation was sent.

    A link renewed while its letter was on the way still waits for its own.
    """
    mail.sent_at = now
    if mail.template == LETTER_TEMPLATE:
        invitation = session.get_one(Invitation, mail.about["invitation_id"])
        if mail.purpose == letter_purpose(invitation.id, invitation.link_nonce):
            invitation.sent_at = now
    session.flush()

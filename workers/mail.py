"""Sending what lies in the outbox."""

import logging

from flask import current_app, render_template, url_for
from sqlalchemy.orm import Session

from plm.adapters.mail import send_mail
from plm.clock import now
from plm.codes import hash_code
from plm.events.queries import get_event_by_id
from plm.invitations.actions import mark_mail_sent
from plm.invitations.queries import get_invitation, get_mail, token_of
from plm.invitations.rules import letter_purpose
from plm.jobs.rules import JobName
from plm.libraries.queries import get_library
from workers.registry import handles

log = logging.getLogger(__name__)


@handles(JobName.SEND_MAIL)
def send(session: Session, *, mail_ids: list[int]) -> None:
    """Send each mail that is not marked as sent; one that fails does not stop the others.

    At least once: only a crash between the server's yes and our commit sends a mail again, under the same
    Message-ID. At every other moment the mark keeps a replay from sending twice.
    """
    failures = [error for mail_id in mail_ids if (error := _try(session, mail_id))]
    if failures:
        raise failures[0]


def _try(session: Session, mail_id: int) -> Exception | None:
    try:
        _send_one(session, mail_id)
    except Exception as error:
        session.rollback()
        log.warning("mail %s could not be sent", mail_id, exc_info=True)
        return error
    return None


def _send_one(session: Session, mail_id: int) -> None:
    mail = get_mail(session, mail_id)
    text = None if mail.sent_at else _letter(session, mail_id)
    recipient, message_id = mail.recipient, f"<mail-{mail.id}-{hash_code(mail.purpose)[:16]}@plm>"
    session.commit()
    if text is None:
        return
    subject, _, body = text.partition("\n")
    send_mail(recipient=recipient, subject=subject, body=body.strip() + "\n", message_id=message_id)
    mark_mail_sent(session, mail=get_mail(session, mail_id), now=now())
    session.commit()


def _letter(session: Session, mail_id: int) -> str | None:
    """The mail's words, its subject first; None when its link was renewed meanwhile, because that one has its own."""
    mail = get_mail(session, mail_id)
    invitation = get_invitation(session, mail.event_id, mail.about["invitation_id"])
    if mail.purpose != letter_purpose(invitation.id, invitation.link_nonce) or invitation.revoked_at:
        return None
    settings = current_app.extensions["settings"]
    path = url_for("public.reply.index", token=token_of(invitation, settings.secret_key))
    return render_template(
        f"mail/{mail.template}.txt",
        event=get_event_by_id(session, mail.event_id),
        library=get_library(session, invitation.library_id),
        invitation=invitation,
        url=f"{settings.public_url}{path}",
    )

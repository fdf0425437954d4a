"""Sending what lies in the outbox, each mail at most once."""

import logging

from sqlalchemy.orm import Session

from plm.adapters.mail import MailLost, MailNotTaken, MailRefused, send_mail
from plm.clock import now
from plm.codes import hash_code
from plm.jobs.rules import JobName
from plm.outbox.actions import claim_mail, drop_mail, give_up_lost, mark_failed, mark_sent, mark_unknown, put_back
from plm.outbox.queries import get_mail
from plm.outbox.rules import MailState
from workers.composing import LETTERS, Letter
from workers.registry import handles

log = logging.getLogger(__name__)


class StillSending(Exception):
    """Another worker holds the mail, or died with it: in two minutes it is known which."""


@handles(JobName.SEND_MAIL)
def send(session: Session, *, mail_ids: list[int]) -> None:
    """Send each mail that waits; one that is not taken does not stop the others.

    At most once: the mail is marked as being sent before the server hears of it. Who dies in between leaves a mail
    that may have arrived; the committee decides about it (`plm.outbox`).
    """
    failures = [error for mail_id in mail_ids if (error := _try(session, mail_id))]
    if failures:
        raise failures[0]


def _try(session: Session, mail_id: int) -> Exception | None:
    """What hinders this mail for now, so that the job comes again."""
    word = claim_mail(session, mail_id, now=now())
    session.commit()
    if word is None:
        return _settled(session, mail_id)
    try:
        _send_claimed(session, mail_id, word)
    except MailRefused as error:
        mark_failed(session, mail_id, word, error=str(error))
    except MailLost as error:
        log.warning("mail %s may have arrived: %s", mail_id, error)
        mark_unknown(session, mail_id, word, error=str(error))
    except Exception as error:  # nothing has left the house, so it waits for another try
        session.rollback()
        log.warning("mail %s could not be sent", mail_id, exc_info=not isinstance(error, MailNotTaken))
        waits = put_back(session, mail_id, word, error=str(error))
        session.commit()
        return error if waits else None
    session.commit()
    return None


def _send_claimed(session: Session, mail_id: int, word: str) -> None:
    mail = get_mail(session, mail_id)
    letter: Letter | None = LETTERS[mail.template].compose(session, mail)
    if letter is None:
        drop_mail(session, mail_id, word)
        return
    recipient, message_id = mail.recipient, f"<mail-{mail.id}-{hash_code(mail.purpose)[:16]}@plm>"
    session.commit()  # no transaction stays open while the server is spoken to
    send_mail(
        recipient=recipient,
        subject=letter.subject,
        body=letter.body,
        message_id=message_id,
        attachments=letter.attachments,
    )
    if mark_sent(session, mail_id, word, now=now()):
        # In a transaction of its own, so that a stumble here leaves a sent mail sent.
        session.commit()
        LETTERS[mail.template].sent(session, get_mail(session, mail_id))


def _settled(session: Session, mail_id: int) -> Exception | None:
    """None for a mail that has had its end; one in another's hands is looked at again later."""
    give_up_lost(session, mail_id, now=now())
    session.commit()
    still = get_mail(session, mail_id).state is MailState.SENDING
    session.commit()
    return StillSending(mail_id) if still else None

"""Putting mails into the outbox, and carrying each through its states by guarded statements."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.outbox.queries import find_mail_by_purpose
from plm.outbox.rules import LOST_AFTER_SECONDS, MOST_TRIES, TROUBLED, MailState, MailStill
from plm.outbox.tables import MailMessage


def put_mail(
    session: Session,
    *,
    event_id: int,
    purpose: str,
    recipient: str,
    template: str,
    about: dict[str, Any],
    now: datetime,
) -> MailMessage | None:
    """Put a mail into the outbox once for its purpose; None when it is there already."""
    if find_mail_by_purpose(session, purpose) is not None:
        return None
    mail = MailMessage(
        event_id=event_id, purpose=purpose, recipient=recipient, template=template, about=about, created_at=now,
        state=MailState.QUEUED,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(mail)
    except IntegrityError:
        return None
    return mail


def claim_mail(session: Session, mail_id: int, *, now: datetime) -> str | None:
    """Take a waiting mail; one guarded statement, so one sender. The word that every later step must show, or None.

    Commit before talking to the server: a sender that dies leaves the mail SENDING, and so never sent a second time.
    """
    word = uuid4().hex
    values = {"state": MailState.SENDING, "claim": word, "tried_at": now, "attempts": MailMessage.attempts + 1}
    statement = update(MailMessage).where(MailMessage.id == mail_id, MailMessage.state == MailState.QUEUED)
    return word if _touched(session, statement.values(**values)) else None


def give_up_lost(session: Session, mail_id: int, *, now: datetime) -> bool:
    """A mail whose sender has been silent for too long may have arrived: UNKNOWN. True when it is so now."""
    long_ago = now - timedelta(seconds=LOST_AFTER_SECONDS)
    statement = update(MailMessage).where(
        MailMessage.id == mail_id, MailMessage.state == MailState.SENDING, MailMessage.tried_at < long_ago
    )
    return _touched(session, statement.values(state=MailState.UNKNOWN))


def mark_sent(session: Session, mail_id: int, word: str, *, now: datetime) -> bool:
    """The server has taken it; also when it was given up for lost meanwhile."""
    held = update(MailMessage).where(
        MailMessage.id == mail_id,
        MailMessage.claim == word,
        MailMessage.state.in_((MailState.SENDING, MailState.UNKNOWN)),
    )
    return _touched(session, held.values(state=MailState.SENT, sent_at=now, last_error=""))


def mark_unknown(session: Session, mail_id: int, word: str, *, error: str) -> bool:
    """The connection broke after the letter was handed over: it may have arrived."""
    return _touched(session, _held(mail_id, word).values(state=MailState.UNKNOWN, last_error=error))


def mark_failed(session: Session, mail_id: int, word: str, *, error: str) -> bool:
    """The server refuses it for good."""
    return _touched(session, _held(mail_id, word).values(state=MailState.FAILED, last_error=error))


def drop_mail(session: Session, mail_id: int, word: str) -> bool:
    """It is not needed any more."""
    return _touched(session, _held(mail_id, word).values(state=MailState.DROPPED))


def put_back(session: Session, mail_id: int, word: str, *, error: str) -> bool:
    """Not taken, and certainly not sent: it waits for its next try, or has failed after too many."""
    tired = _held(mail_id, word).where(MailMessage.attempts >= MOST_TRIES)
    if _touched(session, tired.values(state=MailState.FAILED, last_error=error)):
        return False
    return _touched(session, _held(mail_id, word).values(state=MailState.QUEUED, last_error=error))


def send_again(session: Session, *, mail: MailMessage, actor: str, now: datetime) -> None:
    """The committee has the mail sent once more; MailStill when it is on its way already."""
    statement = update(MailMessage).where(MailMessage.id == mail.id, MailMessage.state.in_(TROUBLED))
    _settle(session, mail, statement.values(state=MailState.QUEUED, attempts=0), "mail.send_again", actor, now)


def count_as_sent(session: Session, *, mail: MailMessage, actor: str, now: datetime) -> None:
    """The committee knows that it arrived; MailStill when it was not in doubt."""
    statement = update(MailMessage).where(MailMessage.id == mail.id, MailMessage.state == MailState.UNKNOWN)
    _settle(session, mail, statement.values(state=MailState.SENT, sent_at=mail.tried_at), "mail.arrived", actor, now)


def _settle(session: Session, mail: MailMessage, statement: Any, verb: str, actor: str, now: datetime) -> None:
    if not _touched(session, statement):
        raise MailStill(mail_id=mail.id)
    session.refresh(mail)
    record(session, actor=actor, verb=verb, subject=f"mail:{mail.id}", now=now, event_id=mail.event_id)


def _held(mail_id: int, word: str) -> Any:
    return update(MailMessage).where(
        MailMessage.id == mail_id, MailMessage.claim == word, MailMessage.state == MailState.SENDING
    )


def _touched(session: Session, statement: Any) -> bool:
    statement = statement.execution_options(synchronize_session=False)
    return bool(session.connection().execute(statement).rowcount == 1)


def forget_recipients(session: Session, *, event_id: int, batch: int) -> int:
    """The addresses that an event's mails went to are kept no longer; returns how many were forgotten."""
    waiting = MailMessage.state.not_in([MailState.QUEUED, MailState.SENDING])
    query = select(MailMessage.id).where(MailMessage.event_id == event_id, MailMessage.recipient != "", waiting)
    ids = list(session.scalars(query.limit(batch)))
    session.execute(update(MailMessage).where(MailMessage.id.in_(ids)).values(recipient=""))
    return len(ids)

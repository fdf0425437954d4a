"""Reading the outbox."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plm.errors import NotFound
from plm.outbox.rules import TROUBLED, MailState
from plm.outbox.tables import MailMessage


def get_mail(session: Session, mail_id: int) -> MailMessage:
    """The row as it stands now."""
    return session.get_one(MailMessage, mail_id, populate_existing=True)


def get_mail_of(session: Session, event_id: int, mail_id: int) -> MailMessage:
    """A mail of this event, or NotFound."""
    mail = session.get(MailMessage, mail_id)
    if mail is None or mail.event_id != event_id:
        raise NotFound(what="mail", value=mail_id)
    return mail


def find_mail_by_purpose(session: Session, purpose: str) -> MailMessage | None:
    return session.scalar(select(MailMessage).where(MailMessage.purpose == purpose))


def mail_counts(session: Session, event_id: int) -> dict[MailState, int]:
    """How many mails stand in each state, zeros included."""
    query = select(MailMessage.state, func.count()).where(MailMessage.event_id == event_id)
    return {
        **dict.fromkeys(MailState, 0),
        **{one: int(n) for one, n in session.execute(query.group_by(MailMessage.state))},
    }


def mails_on_the_way(session: Session, event_id: int, *, limit: int, offset: int = 0) -> list[MailMessage]:
    """What has not arrived for sure: what needs a look first, then what waits; each the newest first."""
    open_states = (*TROUBLED, MailState.SENDING, MailState.QUEUED)
    query = (
        select(MailMessage)
        .where(MailMessage.event_id == event_id, MailMessage.state.in_(open_states))
        .order_by(MailMessage.state.not_in(TROUBLED), MailMessage.id.desc())
    )
    return list(session.scalars(query.limit(limit).offset(offset)))

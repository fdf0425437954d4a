"""What has been fetched, and the mail that says a certificate is ready."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, update
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.certificates.queries import addresses_to_tell, find_settings
from plm.certificates.rules import READY_TEMPLATE
from plm.certificates.tables import Certificate
from plm.outbox.actions import put_mail


def note_fetched(session: Session, certificate_ids: Sequence[int], *, now: datetime) -> None:
    """Somebody took them: the first moment stays, the count goes up, and two at once both count."""
    statement = update(Certificate).where(Certificate.id.in_(certificate_ids))
    values = {"fetches": Certificate.fetches + 1, "fetched_at": func.coalesce(Certificate.fetched_at, now)}
    session.connection().execute(statement.values(values))


def write_ready(session: Session, *, event_id: int, certificate_ids: Sequence[int], now: datetime) -> list[int]:
    """The mails for those that have just been printed, if the committee wants them sent; returns their ids."""
    settings = find_settings(session, event_id)
    if not certificate_ids or settings is None or not settings.mail_when_ready:
        return []
    return _write(session, event_id, Certificate.id.in_(certificate_ids), now)


def write_to_unmailed(session: Session, *, event_id: int, by: str, now: datetime) -> list[int]:
    """A mail to everybody who can fetch a certificate, has an address and was told of it never before."""
    mails = _write(session, event_id, Certificate.event_id == event_id, now)
    if mails:
        subject, facts = f"event:{event_id}", {"count": len(mails)}
        record(session, actor=by, verb="certificates.mail", subject=subject, now=now, event_id=event_id, facts=facts)
    return mails


def _write(session: Session, event_id: int, which: ColumnElement[bool], now: datetime) -> list[int]:
    """The guarded mark decides who writes: a certificate is told of once, whoever asks at the same time."""
    mails = []
    for certificate_id, address in addresses_to_tell(session, event_id, which):
        mark = update(Certificate).where(Certificate.id == certificate_id, Certificate.mailed_at.is_(None))
        if session.connection().execute(mark.values(mailed_at=now)).rowcount != 1:
            continue
        mail = put_mail(
            session,
            event_id=event_id,
            purpose=f"certificate:{certificate_id}",
            recipient=address,
            template=READY_TEMPLATE,
            about={"certificate_id": certificate_id},
            now=now,
        )
        mails += [mail.id] if mail else []
    return mails

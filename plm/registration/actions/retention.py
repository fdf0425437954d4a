"""Taking away what has been kept long enough, a small batch at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from plm.audit.actions import record
from plm.outbox.actions import forget_recipients
from plm.registration.rules import Kept
from plm.registration.tables import (
    CorrectionRequest,
    Delegation,
    Document,
    DraftPage,
    JourneyAnswer,
    Participant,
    ParticipantRole,
    PeopleSheet,
    RetentionRule,
    SpecificAnswer,
)

BATCH = 200


@dataclass(frozen=True)
class Purged:
    """How many rows a batch touched, and the files to take away after the commit."""

    rows: int
    unused_keys: tuple[str, ...] = ()


def set_retention(session: Session, *, event_id: int, days: Mapping[Kept, int], actor: str, now: datetime) -> None:
    """How long the event keeps what from now on."""
    for kept, number in days.items():
        rule = session.get(RetentionRule, (event_id, kept)) or RetentionRule(event_id=event_id, kept=kept)
        rule.days = number
        session.add(rule)
    session.flush()
    facts = {kept.value: number for kept, number in days.items()}
    record(session, actor=actor, verb="retention.set", subject="event", now=now, event_id=event_id, facts=facts)


def purge(session: Session, *, event_id: int, kept: Kept, now: datetime, batch: int = BATCH) -> Purged:
    """Take away one batch; nothing is left when it touches fewer rows than `batch`."""
    purged = _PURGES[kept](session, event_id, batch)
    if purged.rows:
        facts = {"kept": kept.value, "rows": purged.rows}
        record(session, actor="plm", verb="retention.purge", subject="event", now=now, event_id=event_id, facts=facts)
    session.expire_all()
    return purged


def _blank(*columns: InstrumentedAttribute[str]) -> Callable[[Session, int, int], Purged]:
    def run(session: Session, event_id: int, batch: int) -> Purged:
        holds = or_(*(column != "" for column in columns))
        ids = _ids(session, select(Participant.id).where(Participant.event_id == event_id, holds), batch)
        session.execute(update(Participant).where(Participant.id.in_(ids)).values({one.key: "" for one in columns}))
        return Purged(len(ids))

    return run


def _mails(session: Session, event_id: int, batch: int) -> Purged:
    """Addresses of people, and those that mails went to."""
    people = _blank(Participant.email)(session, event_id, batch).rows
    return Purged(max(people, forget_recipients(session, event_id=event_id, batch=batch)))


def _specific(session: Session, event_id: int, batch: int) -> Purged:
    query = select(SpecificAnswer.participant_id).where(SpecificAnswer.event_id == event_id)
    ids = _ids(session, query.distinct(), batch)
    session.execute(delete(SpecificAnswer).where(SpecificAnswer.participant_id.in_(ids)))
    return Purged(len(ids))


def _journeys(session: Session, event_id: int, batch: int) -> Purged:
    query = select(JourneyAnswer.participant_id).where(JourneyAnswer.event_id == event_id)
    ids = _ids(session, query, batch)
    session.execute(delete(JourneyAnswer).where(JourneyAnswer.participant_id.in_(ids)))
    return Purged(len(ids))


def _corrections(session: Session, event_id: int, batch: int) -> Purged:
    """What was asked goes; that it was asked and answered stays."""
    query = select(CorrectionRequest).where(CorrectionRequest.event_id == event_id, CorrectionRequest.answer != _GONE)
    rows = list(session.scalars(query.limit(batch)))
    for row in rows:
        row.wanted, row.note, row.answer = {}, "", _GONE
    session.flush()
    return Purged(len(rows))


def _papers(session: Session, event_id: int, batch: int) -> Purged:
    """The files go; that a paper was received stays."""
    query = select(Document).where(Document.event_id == event_id, Document.storage_key.is_not(None))
    rows = list(session.scalars(query.limit(batch)))
    keys = tuple(row.storage_key for row in rows if row.storage_key)
    for row in rows:
        row.storage_key, row.filename = None, ""
    session.flush()
    return Purged(len(rows), keys)


def _drafts(session: Session, event_id: int, batch: int) -> Purged:
    """Whoever was named in a registration that was never sent, and what stands typed."""
    unsent = select(Delegation.id).where(Delegation.event_id == event_id, Delegation.submitted_at.is_(None))
    session.execute(delete(DraftPage).where(DraftPage.delegation_id.in_(unsent)))
    session.execute(delete(PeopleSheet).where(PeopleSheet.event_id == event_id))
    ids = _ids(session, select(Participant.id).where(Participant.delegation_id.in_(unsent)), batch)
    papers = list(session.scalars(select(Document).where(Document.participant_id.in_(ids))))
    keys = tuple(paper.storage_key for paper in papers if paper.storage_key)
    for table, column in _OF_PERSON:
        session.execute(delete(table).where(column.in_(ids)))
    session.execute(delete(Participant).where(Participant.id.in_(ids)))
    return Purged(len(ids), keys)


def _ids(session: Session, query: Select[int], batch: int) -> list[int]:
    return list(session.scalars(query.limit(batch)))


_GONE = "–"
_OF_PERSON: tuple[tuple[type, ColumnElement[int] | InstrumentedAttribute[int | None]], ...] = (
    (ParticipantRole, ParticipantRole.participant_id),
    (JourneyAnswer, JourneyAnswer.participant_id),
    (SpecificAnswer, SpecificAnswer.participant_id),
    (CorrectionRequest, CorrectionRequest.participant_id),
    (Document, Document.participant_id),
)
_PURGES: Mapping[Kept, Callable[[Session, int, int], Purged]] = {
    Kept.SPECIFIC: _specific,
    Kept.DRAFTS: _drafts,
    Kept.JOURNEY: _journeys,
    Kept.CORRECTIONS: _corrections,
    Kept.PHONE: _blank(Participant.phone),
    Kept.EMAIL: _mails,
    Kept.NIP: _blank(Participant.nip),
    Kept.PAPERS: _papers,
}

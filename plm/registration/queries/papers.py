"""The papers an event asks for, and what lies there of each."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from plm.errors import NotFound
from plm.registration.queries.people import get_delegation, get_participant
from plm.registration.rules import DocumentState, PaperDue, PaperScope, PaperSlot, letter_slot
from plm.registration.tables import Document, RequestedPaper


@dataclass(frozen=True)
class AskedPaper:
    """One paper that is asked of one delegation or person, with what lies there."""

    asked: RequestedPaper
    slot: PaperSlot
    paper: Document | None

    @property
    def is_open(self) -> bool:
        """Whether something is still to be handed in."""
        return self.paper is None or self.paper.state is DocumentState.REJECTED

    @property
    def is_due(self) -> bool:
        """Whether the registration waits for it."""
        return self.is_open and self.asked.due is PaperDue.REGISTRATION


def find_letter(session: Session, delegation_id: int) -> Document | None:
    """The delegation's assignment letter as it stands."""
    return find_paper(session, letter_slot(delegation_id))


def get_letter(session: Session, delegation_id: int) -> Document:
    """The assignment letter, or NotFound."""
    return get_paper(session, letter_slot(delegation_id))


def find_paper(session: Session, slot: PaperSlot) -> Document | None:
    """What lies there."""
    return session.scalar(select(Document).where(Document.slot == slot.word))


def get_paper(session: Session, slot: PaperSlot) -> Document:
    """What lies there, or NotFound."""
    paper = find_paper(session, slot)
    if paper is None:
        raise NotFound(what="paper", value=slot.word)
    return paper


def get_requested_paper(session: Session, event_id: int, paper_id: int) -> RequestedPaper:
    """A paper this event asks for or once asked for, or NotFound."""
    asked = session.get(RequestedPaper, paper_id)
    if asked is None or asked.event_id != event_id:
        raise NotFound(what="requested_paper", value=paper_id)
    return asked


def requested_papers(session: Session, event_id: int, scope: PaperScope | None = None) -> list[RequestedPaper]:
    """What the event asks for besides the assignment letter, in the order of asking."""
    query = select(RequestedPaper).where(RequestedPaper.event_id == event_id, RequestedPaper.withdrawn_at.is_(None))
    if scope is not None:
        query = query.where(RequestedPaper.scope == scope)
    return list(session.scalars(query.order_by(RequestedPaper.id)))


def require_slot(session: Session, event_id: int, slot: PaperSlot) -> PaperSlot:
    """The slot, if its owner and its paper belong to this event and fit each other; else NotFound."""
    if slot.scope is PaperScope.DELEGATION:
        get_delegation(session, event_id, slot.owner_id)
    else:
        get_participant(session, event_id, slot.owner_id)
    if slot.requested_paper_id is not None:
        asked = get_requested_paper(session, event_id, slot.requested_paper_id)
        if asked.scope is not slot.scope:
            raise NotFound(what="paper", value=slot.word)
    return slot


def papers_of(
    session: Session, event_id: int, *, delegation_id: int | None, participant_ids: Iterable[int]
) -> list[AskedPaper]:
    """Every paper asked of the delegation and these people, with what lies there; two statements."""
    people = list(participant_ids)
    slots: list[tuple[RequestedPaper, PaperSlot]] = []
    for asked in requested_papers(session, event_id):
        if asked.scope is PaperScope.DELEGATION:
            owners = [delegation_id] if delegation_id is not None else []
        else:
            owners = list(people)
        slots += [(asked, PaperSlot(asked.scope, owner, asked.id)) for owner in owners]
    if not slots:
        return []
    of_these = or_(Document.delegation_id == delegation_id, Document.participant_id.in_(people))
    lying = {paper.slot: paper for paper in session.scalars(select(Document).where(of_these))}
    return [AskedPaper(asked, slot, lying.get(slot.word)) for asked, slot in slots]


def claimed_keys(session: Session, event_id: int) -> frozenset[str]:
    """The files that papers of this event lie in."""
    query = select(Document.storage_key).where(Document.event_id == event_id, Document.storage_key.is_not(None))
    return frozenset(key for key in session.scalars(query) if key)

"""What is known of everybody at once: a number of statements that does not move with the people."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.certificates.rules import LETTER, Entry, Policy
from plm.certificates.tables import CertificateSettings
from plm.checkin.tables import Presence, Ticket
from plm.events.tables import Event
from plm.feedback.tables import FeedbackAnswer
from plm.registration.queries import requested_papers
from plm.registration.rules import DocumentState, PaperScope
from plm.registration.tables import Document

DONE = (DocumentState.RECEIVED, DocumentState.WAIVED)


@dataclass(frozen=True)
class Known:
    """Everybody's entries, papers that are in order, and answers; what the rule does not ask for is not read."""

    entries: dict[int, frozenset[Entry]]
    asked: tuple[tuple[PaperScope, int | None, str], ...]
    in_order: frozenset[tuple[PaperScope, int, int | None]]
    answered: frozenset[int]

    def papers_missing(self, person_id: int, delegation_id: int | None) -> tuple[str, ...]:
        """The names of papers of the person and of their delegation that are not in order."""
        owners = {PaperScope.PERSON: person_id, PaperScope.DELEGATION: delegation_id}
        return tuple(
            name
            for scope, paper_id, name in self.asked
            if (owner := owners[scope]) is not None and (scope, owner, paper_id) not in self.in_order
        )


def policy_of(settings: CertificateSettings | None, event: Event) -> Policy:
    """The rule as the committee saved it; before that one entry is asked for."""
    if settings is None:
        return Policy(event.mode)
    return Policy(
        event.mode,
        settings.attendance,
        settings.share_percent,
        frozenset(map(date.fromisoformat, settings.basis_days)),
        frozenset(settings.basis_checkpoint_ids),
        settings.papers_required,
        settings.feedback_required,
    )


def known_of(session: Session, event: Event, policy: Policy) -> Known:
    """All that the rule asks for, of everybody of the event."""
    papers = policy.papers_required
    return Known(
        _entries(session, event.id),
        _asked(session, event.id) if papers else (),
        _in_order(session, event.id) if papers else frozenset(),
        _answered(session, event.id) if policy.feedback_required else frozenset(),
    )


def _entries(session: Session, event_id: int) -> dict[int, frozenset[Entry]]:
    """Where an entry counts; an annulled one leaves its presence without a scan."""
    query = (
        select(Ticket.participant_id, Presence.day, Presence.checkpoint_id)
        .join(Presence, Presence.ticket_id == Ticket.id)
        .where(Presence.event_id == event_id, Presence.scan_id.is_not(None))
    )
    found: defaultdict[int, set[Entry]] = defaultdict(set)
    for person_id, day, checkpoint_id in session.execute(query):
        found[person_id].add((day, checkpoint_id))
    return {person_id: frozenset(entries) for person_id, entries in found.items()}


def _asked(session: Session, event_id: int) -> tuple[tuple[PaperScope, int | None, str], ...]:
    """The assignment letter, and what is still asked for; nobody could hand in what was withdrawn."""
    asked = requested_papers(session, event_id)
    return ((PaperScope.DELEGATION, None, LETTER), *((paper.scope, paper.id, paper.name) for paper in asked))


def _in_order(session: Session, event_id: int) -> frozenset[tuple[PaperScope, int, int | None]]:
    query = select(Document.participant_id, Document.delegation_id, Document.requested_paper_id).where(
        Document.event_id == event_id, Document.state.in_(DONE)
    )
    found: set[tuple[PaperScope, int, int | None]] = set()
    for person, delegation, paper in session.execute(query):
        if person is not None:
            found.add((PaperScope.PERSON, person, paper))
        elif delegation is not None:
            found.add((PaperScope.DELEGATION, delegation, paper))
    return frozenset(found)


def _answered(session: Session, event_id: int) -> frozenset[int]:
    return frozenset(session.scalars(select(FeedbackAnswer.participant_id).filter_by(event_id=event_id)))

"""The committee's lists: delegations and people, a constant number of statements whatever their length."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from plm.libraries.rules import fold_name
from plm.libraries.tables import Library
from plm.registration.queries.people import registered
from plm.registration.rules import DocumentKind, DocumentState, ParticipantState
from plm.registration.tables import Delegation, Document, Participant


class Tab(StrEnum):
    """The piles of the committee's list; a delegation lies in several."""

    ALL = "all"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    LETTER_PENDING = "letter_pending"
    LETTER_RECEIVED = "letter_received"
    LETTER_REJECTED = "letter_rejected"


_SENT = and_(Delegation.submitted_at.is_not(None), Delegation.cancelled_at.is_(None))
_PILES: dict[Tab, ColumnElement[bool]] = {
    Tab.DRAFT: Delegation.submitted_at.is_(None),
    Tab.SUBMITTED: _SENT,
    Tab.LETTER_PENDING: and_(_SENT, Document.state == DocumentState.PENDING),
    Tab.LETTER_RECEIVED: and_(_SENT, Document.state == DocumentState.RECEIVED),
    Tab.LETTER_REJECTED: and_(_SENT, Document.state == DocumentState.REJECTED),
}


@dataclass(frozen=True)
class DelegationLine:
    """One row: a delegation, its library, its letter, its people."""

    delegation: Delegation
    library: Library
    letter: Document | None
    people: tuple[Participant, ...]


@dataclass(frozen=True)
class PersonLine:
    """One person with the library, for the export."""

    participant: Participant
    library: Library | None
    letter: Document | None


def delegations_of(
    session: Session, event_id: int, *, tab: Tab = Tab.ALL, search: str = "", limit: int | None = None, offset: int = 0
) -> list[DelegationLine]:
    """Delegations in order of place and name, two statements."""
    query = _lines(event_id, tab, search).order_by(Library.region_code, Library.name, Delegation.id)
    rows = session.execute(query.limit(limit).offset(offset)).all()
    people = people_of_delegations(session, [delegation.id for delegation, _, _ in rows])
    return [
        DelegationLine(delegation, library, letter, tuple(people[delegation.id]))
        for delegation, library, letter in rows
    ]


def delegation_counts(session: Session, event_id: int, *, search: str = "") -> dict[Tab, int]:
    """How many rows `delegations_of` would answer for each pile without a limit, one statement."""
    columns = [func.count(), *(func.sum(case((pile, 1), else_=0)) for pile in _PILES.values())]
    counted = session.execute(_lines(event_id, Tab.ALL, search).with_only_columns(*columns)).one()
    return dict(zip((Tab.ALL, *_PILES), (int(number or 0) for number in counted), strict=True))


def individuals_of(session: Session, event_id: int, *, search: str = "") -> list[Participant]:
    """Active people without a library: speakers, committee, guests."""
    query = select(Participant).where(
        Participant.event_id == event_id,
        Participant.delegation_id.is_(None),
        Participant.state == ParticipantState.ACTIVE,
    )
    if search.strip():
        query = query.where(said_of_person(search))
    return list(session.scalars(query.order_by(Participant.name, Participant.id)))


def people_for_export(session: Session, event_id: int) -> list[PersonLine]:
    """Everybody registered, with library and letter, in order of place."""
    query = (
        select(Participant, Library, Document)
        .outerjoin(Delegation, Delegation.id == Participant.delegation_id)
        .outerjoin(Library, Library.id == Delegation.library_id)
        .outerjoin(Document, letter_of())
        .where(Participant.event_id == event_id, *registered())
        .order_by(Library.region_code.nulls_last(), Library.name, Participant.position_number, Participant.name)
        .order_by(Participant.id)
    )
    return [PersonLine(person, library, letter) for person, library, letter in session.execute(query)]


def people_of_delegations(session: Session, delegation_ids: Iterable[int]) -> dict[int, list[Participant]]:
    """The active people of each delegation, in order; one statement."""
    query = (
        select(Participant)
        .where(Participant.delegation_id.in_(list(delegation_ids)), Participant.state == ParticipantState.ACTIVE)
        .order_by(Participant.position_number)
    )
    people: defaultdict[int, list[Participant]] = defaultdict(list)
    for person in session.scalars(query):
        if person.delegation_id is not None:
            people[person.delegation_id].append(person)
    return people


def letter_of() -> ColumnElement[bool]:
    return and_(Document.delegation_id == Delegation.id, Document.kind == DocumentKind.ASSIGNMENT_LETTER)


def _lines(event_id: int, tab: Tab, search: str) -> Select[Delegation, Library, Document]:
    query = (
        select(Delegation, Library, Document)
        .join(Library, Library.id == Delegation.library_id)
        .outerjoin(Document, letter_of())
        .where(Delegation.event_id == event_id)
    )
    if tab in _PILES:
        query = query.where(_PILES[tab])
    return query.where(_said_of_delegation(search)) if search.strip() else query


def _said_of_delegation(search: str) -> ColumnElement[bool]:
    named = select(Participant.delegation_id).where(
        Participant.delegation_id.is_not(None), Participant.state == ParticipantState.ACTIVE, said_of_person(search)
    )
    found: list[ColumnElement[bool]] = [Delegation.id.in_(named)]
    if folded := fold_name(search):
        found.append(Library.folded_name.contains(folded, autoescape=True))
    return or_(*found, Library.region_code.startswith(search.strip(), autoescape=True))


def said_of_person(search: str) -> ColumnElement[bool]:
    wanted = search.strip()
    return or_(
        Participant.name.icontains(wanted, autoescape=True),
        Participant.institution.icontains(wanted, autoescape=True),
        Participant.phone.contains(wanted.lstrip("0 ").replace(" ", "") or wanted, autoescape=True),
    )

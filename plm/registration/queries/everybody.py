"""The committee's list of people: searched and filtered, a constant number of statements whatever its length."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from plm.codes import hash_code
from plm.errors import NotFound
from plm.libraries.rules import LibraryKind, fold_name
from plm.libraries.tables import Library
from plm.registration.queries.lists import PersonLine, letter_of, said_of_person
from plm.registration.queries.people import details_of, registered, roles_of
from plm.registration.rules import DocumentState, EventRole, ParticipantState, SheetPerson
from plm.registration.tables import Delegation, Document, Participant, ParticipantRole, PeopleSheet


@dataclass(frozen=True, kw_only=True)
class PeopleFilter:
    """What the list is narrowed to; empty means everything. `letter` None asks for those without one."""

    text: str = ""
    role: EventRole | None = None
    kind: LibraryKind | None = None
    province: str = ""
    letter: DocumentState | None = None
    unconfirmed: bool = False
    ended: bool = False


@dataclass(frozen=True)
class PeoplePage:
    """One page of the list, and how long the whole list is."""

    lines: tuple[PersonLine, ...]
    total: int


def people_page(
    session: Session, event_id: int, wanted: PeopleFilter, *, limit: int | None, offset: int = 0
) -> PeoplePage:
    """People with library and letter, by name; two statements."""
    query = _wanted(event_id, wanted)
    total = session.scalar(query.with_only_columns(func.count(Participant.id)).order_by(None)) or 0
    rows = session.execute(query.order_by(Participant.name, Participant.id).limit(limit).offset(offset))
    return PeoplePage(tuple(PersonLine(*row) for row in rows), total)


def people_by_id(session: Session, event_id: int, ids: Iterable[int]) -> list[Participant]:
    """These people of this event, by name; others are left out."""
    query = select(Participant).where(Participant.event_id == event_id, Participant.id.in_(list(ids)))
    return list(session.scalars(query.order_by(Participant.name, Participant.id)))


def provinces_of_people(session: Session, event_id: int) -> list[str]:
    """The codes of the provinces that somebody comes from."""
    code = func.substr(Library.region_code, 1, 2)
    query = (
        select(code)
        .select_from(Participant)
        .join(Delegation, Delegation.id == Participant.delegation_id)
        .join(Library, Library.id == Delegation.library_id)
        .where(Participant.event_id == event_id, *registered())
        .distinct()
        .order_by(code)
    )
    return list(session.scalars(query))


def doubles_of(session: Session, event_id: int) -> list[tuple[Participant, Participant]]:
    """Pairs of registered people with one telephone number or one name, each pair once, by name."""
    people = list(
        session.scalars(
            select(Participant)
            .outerjoin(Delegation, Delegation.id == Participant.delegation_id)
            .where(Participant.event_id == event_id, *registered())
            .order_by(Participant.id)
        )
    )
    first: dict[str, Participant] = {}
    pairs: dict[tuple[int, int], tuple[Participant, Participant]] = {}
    for person in people:
        for key in filter(None, (person.phone, fold_name(person.name))):
            other = first.setdefault(key, person)
            if other is not person:
                pairs[other.id, person.id] = (other, person)
    return sorted(pairs.values(), key=lambda pair: (pair[0].name, pair[0].id, pair[1].id))


def _wanted(event_id: int, wanted: PeopleFilter) -> Select[Participant, Library | None, Document | None]:
    query = (
        select(Participant, Library, Document)
        .outerjoin(Delegation, Delegation.id == Participant.delegation_id)
        .outerjoin(Library, Library.id == Delegation.library_id)
        .outerjoin(Document, letter_of())
        .where(Participant.event_id == event_id, *_conditions(wanted))
    )
    return query if not wanted.text.strip() else query.where(_said(wanted.text))


def _conditions(wanted: PeopleFilter) -> list[ColumnElement[bool]]:
    sent = or_(Participant.delegation_id.is_(None), Delegation.submitted_at.is_not(None))
    found = [and_(Participant.state != ParticipantState.ACTIVE, sent)] if wanted.ended else list(registered())
    if wanted.role is not None:
        held = select(ParticipantRole.participant_id).where(
            ParticipantRole.participant_id == Participant.id, ParticipantRole.role == wanted.role
        )
        found.append(exists(held))
    if wanted.kind is not None:
        found.append(Library.kind == wanted.kind)
    if wanted.province:
        found.append(Library.region_code.startswith(wanted.province, autoescape=True))
    if wanted.letter is not None:
        found.append(Document.state == wanted.letter)
    if wanted.unconfirmed:
        found.append(Participant.name_confirmed_at.is_(None))
    return found


def _said(text: str) -> ColumnElement[bool]:
    found: list[ColumnElement[bool]] = [said_of_person(text)]
    if folded := fold_name(text):
        found.append(Library.folded_name.contains(folded, autoescape=True))
    return or_(*found, Library.region_code.startswith(text.strip(), autoescape=True))


def row_key(person: Participant) -> str:
    """The word by which a sheet that comes back names somebody; it opens nothing."""
    return hash_code(f"row:{person.link_nonce}")[:12]


def said_of(session: Session, people: Iterable[Participant]) -> dict[int, SheetPerson]:
    """What a sheet says of each of them; one statement."""
    people = list(people)
    roles = roles_of(session, [person.id for person in people])
    return {
        person.id: SheetPerson(details_of(person), person.institution, frozenset(roles[person.id]), person.cost_bearer)
        for person in people
    }


def get_people_sheet(session: Session, event_id: int, sheet_id: int, library_id: int | None = None) -> PeopleSheet:
    """A sheet of this event that the committee brought, or this office; else NotFound."""
    sheet = session.get(PeopleSheet, sheet_id)
    if sheet is None or (sheet.event_id, sheet.library_id) != (event_id, library_id):
        raise NotFound(what="people_sheet", value=sheet_id)
    return sheet

"""Awards with their winners, and who of the event could win one."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from plm.awards.rules import WinnerKey, WinnerKind, award_line
from plm.awards.tables import Award
from plm.errors import NotFound
from plm.invitations.tables import Invitation
from plm.libraries.queries import places_of
from plm.libraries.rules import Place, fold_name
from plm.libraries.tables import Library
from plm.registration.rules import ParticipantState, name_line
from plm.registration.tables import Delegation, Participant

MOST_FOUND = 20


@dataclass(frozen=True)
class Winner:
    """A person of the event, or a library with where it lies."""

    participant: Participant | None
    library: Library | None
    place: Place

    @property
    def key(self) -> WinnerKey:
        if self.library is not None:
            return WinnerKey(WinnerKind.LIBRARY, self.library.id)
        if self.participant is None:
            raise NotFound(what="winner", value=None)
        return WinnerKey(WinnerKind.PERSON, self.participant.id)

    @property
    def name(self) -> str:
        """As typed, with titles."""
        if self.library is not None:
            return self.library.name
        person = self.participant
        return name_line(person.title_prefix, person.name, person.title_suffix) if person else ""

    @property
    def institution(self) -> str:
        """Where a person comes from, where a library lies."""
        return self.participant.institution if self.participant else self.place.around


@dataclass(frozen=True)
class Given:
    """One award and its winner."""

    award: Award
    winner: Winner

    @property
    def line(self) -> str:
        return award_line(self.award.category, self.award.place)


def awards_of(session: Session, event_id: int) -> list[Given]:
    """Every award of the event with its winner, the withdrawn ones too, by category and place; two statements."""
    query = (
        select(Award, Participant, Library)
        .outerjoin(Participant, Participant.id == Award.participant_id)
        .outerjoin(Library, Library.id == Award.library_id)
        .where(Award.event_id == event_id)
        .order_by(Award.category, Award.place, Award.id)
    )
    rows = session.execute(query).all()
    places = places_of(session, [library.region_code for _, _, library in rows if library])
    return [Given(award, _winner(person, library, places)) for award, person, library in rows]


def get_award(session: Session, event_id: int, award_id: int) -> Award:
    """The award of this event, or NotFound."""
    found = session.get(Award, award_id)
    if found is None or found.event_id != event_id:
        raise NotFound(what="award", value=award_id)
    return found


def get_given(session: Session, event_id: int, award_id: int) -> Given:
    """The award with its winner, or NotFound."""
    award = get_award(session, event_id, award_id)
    person = session.get_one(Participant, award.participant_id) if award.participant_id else None
    library = session.get_one(Library, award.library_id) if award.library_id else None
    places = places_of(session, [library.region_code] if library else [])
    return Given(award, _winner(person, library, places))


def find_winner(session: Session, event_id: int, key: WinnerKey) -> Winner | None:
    """The person or library, if it is of this event."""
    people = key.kind is WinnerKind.PERSON
    found = (
        _people(session, event_id, Participant.id == key.id)
        if people
        else _libraries(session, event_id, Library.id == key.id)
    )
    return found[0] if found else None


def winners_named(session: Session, event_id: int, text: str) -> list[Winner]:
    """Libraries and people of the event whose name has all of the text, libraries first; few of each."""
    text, folded = text.strip(), fold_name(text)
    if not text:
        return []
    said = or_(*(column.icontains(text, autoescape=True) for column in (Participant.name, Participant.institution)))
    named = Library.name.icontains(text, autoescape=True)
    # Signs alone, and words that every library has, fold to nothing.
    if folded:
        named = or_(named, Library.folded_name.contains(folded, autoescape=True))
    return [*_libraries(session, event_id, named), *_people(session, event_id, said)]


def _people(session: Session, event_id: int, condition: ColumnElement[bool]) -> list[Winner]:
    query = select(Participant).where(
        Participant.event_id == event_id, Participant.state == ParticipantState.ACTIVE, condition
    )
    people = session.scalars(query.order_by(Participant.name, Participant.id).limit(MOST_FOUND))
    return [Winner(person, None, Place()) for person in people]


def _libraries(session: Session, event_id: int, condition: ColumnElement[bool]) -> list[Winner]:
    invited = select(Invitation.library_id).where(Invitation.event_id == event_id)
    registered = select(Delegation.library_id).where(Delegation.event_id == event_id)
    query = select(Library).where(or_(Library.id.in_(invited), Library.id.in_(registered)), condition)
    libraries = list(session.scalars(query.order_by(Library.name, Library.id).limit(MOST_FOUND)))
    places = places_of(session, [library.region_code for library in libraries])
    return [_winner(None, library, places) for library in libraries]


def _winner(person: Participant | None, library: Library | None, places: dict[str, Place]) -> Winner:
    return Winner(person, library, places[library.region_code] if library else Place())

"""Delegations, the people in them, and their letter."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from plm.codes import derive_code, hash_code, read_code
from plm.errors import LinkUnknown, NotFound
from plm.registration.rules import LINK, EventRole, ParticipantState, PersonDetails, StepKind
from plm.registration.tables import Delegation, DraftPage, Participant, ParticipantRole


def get_participant_by_token(session: Session, token: str) -> Participant:
    """The person whose own page this token opens, or LinkUnknown."""
    participant = session.scalar(select(Participant).where(Participant.token_hash == hash_code(read_code(token))))
    if participant is None:
        raise LinkUnknown
    return participant


def participant_token(participant: Participant, secret_key: str) -> str:
    """The token of the person's own page, derived again to be shown."""
    return derive_code(secret_key, LINK, participant.link_nonce)


def find_delegation(session: Session, event_id: int, library_id: int) -> Delegation | None:
    query = select(Delegation).where(Delegation.event_id == event_id, Delegation.library_id == library_id)
    return session.scalar(query)


def get_delegation(session: Session, event_id: int, delegation_id: int) -> Delegation:
    """A delegation of this event, or NotFound."""
    delegation = session.get(Delegation, delegation_id)
    if delegation is None or delegation.event_id != event_id:
        raise NotFound(what="delegation", value=delegation_id)
    return delegation


def find_page(session: Session, delegation_id: int, page: StepKind, person: int) -> DraftPage | None:
    """What is typed on this page of the draft, if somebody has been there."""
    return session.get(DraftPage, (delegation_id, page, person), populate_existing=True)


def unsettled_pages(session: Session, delegation_id: int) -> frozenset[tuple[StepKind, int]]:
    """The pages, by kind and person, on which something stands typed that is not stored yet."""
    pages = session.scalars(select(DraftPage).where(DraftPage.delegation_id == delegation_id))
    return frozenset((page.page, page.person) for page in pages if page.typed)


def roster_of(session: Session, delegation_id: int) -> list[Participant]:
    """A delegation's people in order, drafts too."""
    query = (
        select(Participant)
        .where(Participant.delegation_id == delegation_id, Participant.state == ParticipantState.ACTIVE)
        .order_by(Participant.position_number)
    )
    return list(session.scalars(query))


def details_of(participant: Participant) -> PersonDetails:
    """What is known about one person, as a value."""
    return PersonDetails(
        name=participant.name,
        title_prefix=participant.title_prefix,
        title_suffix=participant.title_suffix,
        phone=participant.phone,
        email=participant.email,
        nip=participant.nip,
        position=participant.position,
    )


def participants_of(session: Session, event_id: int) -> list[Participant]:
    """Everybody who is registered: of delegations that were sent, and people without a library; no drafts."""
    query = (
        select(Participant)
        .outerjoin(Delegation, Delegation.id == Participant.delegation_id)
        .where(Participant.event_id == event_id, *registered())
        .order_by(Participant.institution, Participant.position_number, Participant.id)
    )
    return list(session.scalars(query))


def registered() -> tuple[ColumnElement[bool], ...]:
    """For queries that outer-join Delegation: active people whose registration was sent."""
    sent = or_(Participant.delegation_id.is_(None), Delegation.submitted_at.is_not(None))
    return (Participant.state == ParticipantState.ACTIVE, sent)


def count_registered(session: Session, event_id: int) -> int:
    """How many people the event awaits, those without a seat among them."""
    query = select(func.count(Participant.id)).outerjoin(Delegation, Delegation.id == Participant.delegation_id)
    return session.scalar(query.where(Participant.event_id == event_id, *registered())) or 0


def find_participant(session: Session, participant_id: int) -> Participant | None:
    """A person of whichever event."""
    return session.get(Participant, participant_id)


def get_participant(session: Session, event_id: int, participant_id: int) -> Participant:
    """A person of this event, or NotFound."""
    participant = session.get(Participant, participant_id)
    if participant is None or participant.event_id != event_id:
        raise NotFound(what="participant", value=participant_id)
    return participant


def roles_of(session: Session, participant_ids: Iterable[int]) -> dict[int, tuple[EventRole, ...]]:
    """Each person's roles, in the order of the words; one statement."""
    ids = list(participant_ids)
    held: defaultdict[int, set[EventRole]] = defaultdict(set)
    query = select(ParticipantRole.participant_id, ParticipantRole.role).where(ParticipantRole.participant_id.in_(ids))
    for participant_id, role in session.execute(query):
        held[participant_id].add(role)
    return {participant_id: tuple(role for role in EventRole if role in held[participant_id]) for participant_id in ids}

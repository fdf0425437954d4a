"""The library's draft: its answer and the people it names."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from plm.codes import derive_code, hash_code, new_nonce
from plm.errors import NotFound
from plm.invitations.actions import lock_invitation, reply_to
from plm.invitations.rules import Reply
from plm.invitations.tables import Invitation
from plm.registration.actions.pages import drop_pages, keep_page, settle_page
from plm.registration.queries import details_of, find_delegation, terms_of
from plm.registration.rules import (
    LINK,
    AlreadySubmitted,
    CostBearer,
    EventRole,
    ParticipantState,
    PersonDetails,
    ReasonMissing,
    StepKind,
)
from plm.registration.tables import Delegation, DraftPage, JourneyAnswer, Participant, ParticipantRole


def accept_invitation(session: Session, *, invitation: Invitation, seats: int, actor: str, now: datetime) -> Delegation:
    """The library comes with so many people; fewer than before drops the last ones from the draft.

    Beyond the invited seats come as many at their own cost as the event allows.
    """
    invitation = lock_invitation(session, invitation.id)
    delegation = _lock_draft(session, invitation)
    if not 1 <= seats <= invitation.seats + terms_of(session, invitation.event_id).extra:
        raise NotFound(what="seat", value=seats)
    reply_to(session, invitation=invitation, reply=Reply.ACCEPTED, actor=actor, now=now)
    if delegation is None:
        delegation = Delegation(
            event_id=invitation.event_id,
            library_id=invitation.library_id,
            invitation_id=invitation.id,
            created_at=now,
        )
        session.add(delegation)
    delegation.seats, delegation.saved_at = seats, now
    session.flush()
    _drop_people_after(session, delegation.id, seats)
    return delegation


def decline_invitation(session: Session, *, invitation: Invitation, reason: str, actor: str, now: datetime) -> None:
    """The library cannot come; its draft stays in case it changes its mind."""
    if not reason.strip():
        raise ReasonMissing
    invitation = lock_invitation(session, invitation.id)
    _lock_draft(session, invitation)
    reply_to(session, invitation=invitation, reply=Reply.DECLINED, reason=reason, actor=actor, now=now)


def save_participant(
    session: Session,
    *,
    delegation: Delegation,
    number: int,
    details: PersonDetails,
    role: EventRole,
    institution: str,
    secret_key: str,
    now: datetime,
    cost_bearer: CostBearer = CostBearer.ORGANISER,
    seen: int | None = None,
) -> Participant:
    """Store the delegation's person with this number; sent twice it is stored once.

    Who comes beyond the invited seats comes at their own cost, whatever is said. Where `seen` names the revision of the
    page that was shown, another tab's different words raise PageChanged.
    """
    delegation = lock_draft(session, delegation.id)
    if not 1 <= number <= delegation.seats:
        raise NotFound(what="participant", value=number)
    person = find_person(session, delegation.id, number)
    # The same words again, by a double click or from two tabs, contradict nobody.
    is_known = person is not None and details_of(person) == details
    seen = None if is_known else seen
    settle_page(session, delegation=delegation, page=StepKind.PARTICIPANT, person=number, seen=seen, now=now)
    person = person or new_participant(delegation.event_id, secret_key=secret_key, now=now)
    person.delegation_id, person.position_number = delegation.id, number
    if number <= session.get_one(Invitation, delegation.invitation_id).seats:
        cost_bearer = CostBearer.ORGANISER
    elif cost_bearer is CostBearer.ORGANISER:
        cost_bearer = CostBearer.AGENCY
    fill(person, details, institution=institution, cost_bearer=cost_bearer)
    session.add(person)
    session.flush()
    set_roles(session, person.id, frozenset({role}))
    delegation.saved_at = now
    session.flush()
    return person


def keep_typed(
    session: Session,
    *,
    delegation: Delegation,
    page: StepKind,
    number: int,
    typed: Mapping[str, str],
    seen: int | None,
    now: datetime,
) -> DraftPage:
    """Keep what stands typed on a person's page, sound or not; raises PageChanged as saving does."""
    delegation = lock_draft(session, delegation.id)
    return keep_page(session, delegation=delegation, page=page, person=number, typed=typed, seen=seen, now=now)


def lock_draft(session: Session, delegation_id: int) -> Delegation:
    """The delegation, held until the transaction ends; raises AlreadySubmitted once it is sent."""
    delegation = lock_delegation(session, delegation_id)
    _require_draft(delegation)
    return delegation


def lock_delegation(session: Session, delegation_id: int) -> Delegation:
    """The delegation as it stands now, held until the transaction ends."""
    return session.get_one(Delegation, delegation_id, with_for_update=True, populate_existing=True)


def new_participant(event_id: int, *, secret_key: str, now: datetime) -> Participant:
    """An empty row with a link of its own."""
    nonce = new_nonce()
    return Participant(
        event_id=event_id,
        state=ParticipantState.ACTIVE,
        link_nonce=nonce,
        token_hash=hash_code(derive_code(secret_key, LINK, nonce)),
        created_at=now,
    )


def fill(person: Participant, details: PersonDetails, *, institution: str, cost_bearer: CostBearer) -> None:
    """Write the details into the row, exactly as typed."""
    person.title_prefix, person.name, person.title_suffix = details.title_prefix, details.name, details.title_suffix
    person.phone, person.email, person.nip = details.phone, details.email, details.nip
    person.position, person.institution, person.cost_bearer = details.position, institution, cost_bearer


def set_roles(session: Session, participant_id: int, roles: frozenset[EventRole]) -> None:
    """Give exactly these roles."""
    held = set(session.scalars(select(ParticipantRole.role).where(ParticipantRole.participant_id == participant_id)))
    session.execute(
        delete(ParticipantRole).where(
            ParticipantRole.participant_id == participant_id, ParticipantRole.role.in_(list(held - roles))
        )
    )
    session.add_all(ParticipantRole(participant_id=participant_id, role=role) for role in sorted(roles - held))
    session.flush()


def _lock_draft(session: Session, invitation: Invitation) -> Delegation | None:
    """The delegation of a locked invitation as it stands now, if there is one; sent it changes no more."""
    found = find_delegation(session, invitation.event_id, invitation.library_id)
    delegation = lock_delegation(session, found.id) if found else None
    _require_draft(delegation)
    return delegation


def _require_draft(delegation: Delegation | None) -> None:
    if delegation is not None and delegation.submitted_at is not None:
        raise AlreadySubmitted(submitted_at=delegation.submitted_at)


def find_person(session: Session, delegation_id: int, number: int) -> Participant | None:
    """The delegation's person with this number, if one is named."""
    query = select(Participant).where(Participant.delegation_id == delegation_id, Participant.position_number == number)
    return session.scalar(query)


def _drop_people_after(session: Session, delegation_id: int, seats: int) -> None:
    surplus = select(Participant.id).where(
        Participant.delegation_id == delegation_id, Participant.position_number > seats
    )
    ids = list(session.scalars(surplus))
    for table in (ParticipantRole, JourneyAnswer):
        session.execute(delete(table).where(table.participant_id.in_(ids)))
    session.execute(delete(Participant).where(Participant.id.in_(ids)))
    drop_pages(session, delegation_id, after=seats)

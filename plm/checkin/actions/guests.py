"""Who is on a checkpoint's list: written there by the committee, or by their own choice of a session."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.checkin.actions.inserting import insert_once
from plm.checkin.queries import choices_of, count_guests, get_checkpoint
from plm.checkin.rules import ChoiceClosed, ListFull, SessionFull
from plm.checkin.tables import Checkpoint, Guest
from plm.errors import NotFound
from plm.events.tables import Event
from plm.registration.rules import ParticipantState
from plm.registration.tables import Participant


def add_guests(
    session: Session, *, checkpoint: Checkpoint, participant_ids: Iterable[int], actor: str, now: datetime
) -> int:
    """Put people of the event on the list, all or nobody; those who are on it stay. Returns how many are new.

    Raises ListFull where people choose the session themselves and it has fewer places.
    """
    _turn(session, [checkpoint.id])
    session.refresh(checkpoint)
    here = select(Participant.id).where(
        Participant.event_id == checkpoint.event_id, Participant.state == ParticipantState.ACTIVE
    )
    on_it = select(Guest.participant_id).where(Guest.checkpoint_id == checkpoint.id)
    asked = here.where(Participant.id.in_(list(participant_ids)), Participant.id.not_in(on_it))
    fresh = sorted(session.scalars(asked))
    if checkpoint.choosable and checkpoint.capacity is not None:
        free = max(0, checkpoint.capacity - count_guests(session, checkpoint.id))
        if len(fresh) > free:
            raise ListFull(name=checkpoint.name, capacity=checkpoint.capacity, free=free, asked=len(fresh))
    added = sum(_put(session, checkpoint.id, participant_id, actor, now) for participant_id in fresh)
    if added:
        _note(session, "guest.add", checkpoint, fresh, actor, now)
    return added


def remove_guest(session: Session, *, checkpoint: Checkpoint, participant_id: int, actor: str, now: datetime) -> None:
    """Take somebody off the list; scans that were made stay."""
    if _take(session, [checkpoint.id], participant_id):
        _note(session, "guest.remove", checkpoint, [participant_id], actor, now)


def choose_session(session: Session, *, event: Event, participant: Participant, code: str, now: datetime) -> list[str]:
    """A participant's own choice; one place each time. Returns the names of sessions of that time that were given up.

    Raises SessionFull when the last place is gone, ChoiceClosed once it has begun.
    """
    session.refresh(participant, with_for_update={"key_share": True})
    wanted = get_checkpoint(session, event.id, code)
    choices = {choice.checkpoint.id: choice for choice in choices_of(session, event, participant.id)}
    choice = choices.get(wanted.id)
    if choice is None:
        raise NotFound(what="checkpoint", value=code)
    if choice.session.starts_at <= now:
        raise ChoiceClosed(name=wanted.name)
    if choice.is_mine:
        return []
    left = [other for other in choices.values() if other.is_mine and other.overlaps(choice)]
    if any(other.session.starts_at <= now for other in left):
        raise ChoiceClosed(name=wanted.name)
    _turn(session, [wanted.id, *(other.checkpoint.id for other in left)])
    session.refresh(wanted)
    if wanted.capacity is not None and count_guests(session, wanted.id) >= wanted.capacity:
        raise SessionFull(name=wanted.name)
    _take(session, [other.checkpoint.id for other in left], participant.id)
    actor = f"participant:{participant.id}"
    if _put(session, wanted.id, participant.id, actor, now):
        _note(session, "session.choose", wanted, [participant.id], actor, now)
    return [other.checkpoint.name for other in left]


def give_up_session(session: Session, *, event: Event, participant: Participant, code: str, now: datetime) -> None:
    """The place is free again at once. Raises ChoiceClosed once the session has begun."""
    checkpoint = get_checkpoint(session, event.id, code)
    choices = {choice.checkpoint.id: choice for choice in choices_of(session, event, participant.id)}
    choice = choices.get(checkpoint.id)
    if choice is None:
        raise NotFound(what="checkpoint", value=code)
    if choice.session.starts_at <= now:
        raise ChoiceClosed(name=checkpoint.name)
    actor = f"participant:{participant.id}"
    remove_guest(session, checkpoint=checkpoint, participant_id=participant.id, actor=actor, now=now)


def _turn(session: Session, checkpoint_ids: Iterable[int]) -> None:
    """One after the other counts and takes the places of these checkpoints, in one order everywhere."""
    query = select(Checkpoint.id).where(Checkpoint.id.in_(list(checkpoint_ids))).order_by(Checkpoint.id)
    session.execute(query.with_for_update(key_share=True)).all()


def _put(session: Session, checkpoint_id: int, participant_id: int, actor: str, now: datetime) -> bool:
    values = {"checkpoint_id": checkpoint_id, "participant_id": participant_id, "added_at": now, "added_by": actor}
    return insert_once(session, Guest, values)


def _take(session: Session, checkpoint_ids: Sequence[int], participant_id: int) -> bool:
    there = (Guest.checkpoint_id.in_(checkpoint_ids), Guest.participant_id == participant_id)
    found = session.scalar(select(func.count()).select_from(Guest).where(*there))
    session.execute(delete(Guest).where(*there))
    return bool(found)


def _note(
    session: Session, verb: str, checkpoint: Checkpoint, participant_ids: Sequence[int], actor: str, now: datetime
) -> None:
    record(
        session,
        actor=actor,
        verb=verb,
        subject=f"checkpoint:{checkpoint.id}",
        event_id=checkpoint.event_id,
        facts={"participants": list(participant_ids)},
        now=now,
    )

"""Giving beds by the proposal, and telling people their rooms."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.events.tables import Event
from plm.logistics.actions.locks import hold_everybody, hold_rooms
from plm.logistics.queries import lodging_of
from plm.logistics.rules import Proposal, ProposalOutdated, propose
from plm.logistics.tables import LodgingSetting, RoomAssignment


def fill_rooms(session: Session, *, event: Event, rearrange: bool, seen: str, actor: str, now: datetime) -> Proposal:
    """Write down the proposal that was looked at, known by its fingerprint `seen`; ProposalOutdated otherwise.

    Rearranging moves everybody but those fixed by hand; without it only who has no bed gets one.
    """
    hold_everybody(session, event.id)
    before = lodging_of(session, event)
    rooms = {room.id: room for room in hold_rooms(session, [line.room.id for line in before.rooms])}
    lodging = lodging_of(session, event)
    inputs = lodging.inputs(rearrange=rearrange)
    if inputs.fingerprint != seen:
        raise ProposalOutdated
    kept = {bed.guest for bed in inputs.kept}
    loose = [one.participant.id for one in lodging.sleepers if one.bed and one.participant.id not in kept]
    session.execute(delete(RoomAssignment).where(RoomAssignment.participant_id.in_(loose)))
    proposal = propose(inputs)
    session.add_all(
        RoomAssignment(
            participant_id=bed.guest,
            room_id=bed.room,
            room_beds=rooms[bed.room].beds,
            bed_number=bed.number,
            fixed=False,
            assigned_at=now,
            assigned_by=actor,
        )
        for bed in proposal.beds
    )
    session.flush()
    facts = {"placed": len(proposal.beds), "without": len(proposal.unplaced), "rearranged": rearrange, "inputs": seen}
    _note(session, event.id, "room.fill", actor, now, facts)
    return proposal


def publish_rooms(session: Session, *, event_id: int, actor: str, now: datetime) -> None:
    """From now on everybody sees their room, also what changes later."""
    _hold(session, event_id)
    setting = session.get(LodgingSetting, event_id, populate_existing=True) or LodgingSetting(event_id=event_id)
    if setting.rooms_published_at is None:
        setting.rooms_published_at, setting.rooms_published_by = now, actor
        session.add(setting)
        session.flush()
        _note(session, event_id, "room.publish", actor, now, {})


def withdraw_rooms(session: Session, *, event_id: int, actor: str, now: datetime) -> None:
    """Hide the rooms again, while they are put in order."""
    _hold(session, event_id)
    setting = session.get(LodgingSetting, event_id, populate_existing=True)
    if setting is not None and setting.rooms_published_at is not None:
        setting.rooms_published_at, setting.rooms_published_by = None, ""
        session.flush()
        _note(session, event_id, "room.withdraw", actor, now, {})


def _hold(session: Session, event_id: int) -> None:
    """One after the other, because a row that is not there yet cannot be held."""
    session.execute(select(Event.id).where(Event.id == event_id).with_for_update(key_share=True)).one()


def _note(session: Session, event_id: int, verb: str, actor: str, now: datetime, facts: dict[str, object]) -> None:
    subject = f"event:{event_id}"
    record(session, actor=actor, verb=verb, subject=subject, now=now, event_id=event_id, facts=facts)

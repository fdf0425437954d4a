"""Issuing the codes of whole delegations."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.checkin.actions.inserting import insert_once
from plm.checkin.rules import GROUP_PURPOSE
from plm.checkin.tables import GroupTicket
from plm.codes import derive_code, hash_code, new_nonce
from plm.registration.tables import Participant


def issue_group_tickets(
    session: Session, *, event_id: int, participant_ids: Sequence[int], secret_key: str, now: datetime
) -> None:
    """One code for each delegation that these people belong to; which has one keeps it."""
    having = select(GroupTicket.delegation_id).where(GroupTicket.event_id == event_id)
    query = (
        select(Participant.delegation_id)
        .where(Participant.id.in_(participant_ids), Participant.event_id == event_id)
        .where(Participant.delegation_id.is_not(None), Participant.delegation_id.not_in(having))
        .distinct()
        .order_by(Participant.delegation_id)
    )
    for delegation_id in session.scalars(query).all():
        nonce = new_nonce()
        values = {
            "event_id": event_id,
            "delegation_id": delegation_id,
            "nonce": nonce,
            "code_hash": hash_code(derive_code(secret_key, GROUP_PURPOSE, nonce)),
            "issued_at": now,
        }
        insert_once(session, GroupTicket, values)

"""People with tickets, and places to show them."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from plm.checkin.actions import issue_tickets
from plm.checkin.queries import get_live_ticket, ticket_code_of
from plm.checkin.rules import CheckpointKind, ScanRequest, scan_request
from plm.checkin.tables import Checkpoint
from plm.codes import new_nonce
from plm.events.tables import Event
from plm.registration.rules import CostBearer, EventRole, ParticipantState
from plm.registration.tables import Participant, ParticipantRole
from tests.factories import NOON

SECRET = "a secret of tests, thirty-two characters"


@dataclass(frozen=True)
class Holder:
    """A participant with a live ticket."""

    participant: Participant
    ticket_id: int
    code: str


def make_holder(session: Session, event: Event, **changes: Any) -> Holder:
    """Contoh Satu of Mappalo Ulaweng, a participant with a ticket."""
    values = {
        "event_id": event.id,
        "name": "Contoh Satu",
        "title_suffix": "S.Pd.",
        "institution": "Perpustakaan Desa Mappalo Ulaweng",
        "cost_bearer": CostBearer.ORGANISER,
        "state": ParticipantState.ACTIVE,
        "link_nonce": new_nonce(),
        "token_hash": new_nonce(),
        "created_at": NOON,
    }
    participant = Participant(**{**values, **changes})
    session.add(participant)
    session.flush()
    session.add(ParticipantRole(participant_id=participant.id, role=EventRole.PARTICIPANT))
    issue_tickets(session, event_id=event.id, participant_ids=[participant.id], secret_key=SECRET, now=NOON)
    session.flush()
    code = ticket_code_of(session, participant.id, SECRET)
    assert code is not None
    return Holder(participant, get_live_ticket(session, participant.id).id, code)


def make_checkpoint(session: Session, event: Event, **changes: Any) -> Checkpoint:
    """Pintu Pleno, always open."""
    values = {
        "event_id": event.id,
        "code": "pleno",
        "name": "Pintu Pleno",
        "kind": CheckpointKind.DOOR,
        "hand_out": "Kartu nama dan tas peserta",
    }
    checkpoint = Checkpoint(**{**values, **changes})
    session.add(checkpoint)
    session.flush()
    return checkpoint


def scan_of(code: str, **changes: Any) -> ScanRequest:
    """A fresh scan at noon."""
    return scan_request(changes.pop("id", str(uuid4())), code, **{"scanned_at": NOON, **changes})

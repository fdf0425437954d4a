"""An event about to issue: its settings, and people who came or did not."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from plm.certificates.actions import Printed, Signing, Wording, issue_certificates, save_settings, store_pack
from plm.certificates.rules import Identity, Paper
from plm.certificates.tables import Certificate
from plm.checkin.rules import CheckpointKind, serial_of
from plm.checkin.tables import Checkpoint, Presence, Ticket
from plm.codes import hash_code, new_nonce
from plm.events.rules import EventMode
from plm.events.tables import Event
from plm.registration.rules import CostBearer, EventRole, ParticipantState
from plm.registration.tables import Participant, ParticipantRole
from tests.factories import NOON

WORDING = Wording(
    number_pattern="{urut:04d}/PLM-N/{bulan_romawi}/{tahun}",
    learning_hours=20,
    signed_at_place="Denpasar",
    signed_on=date(2024, 11, 8),
    signatory_name="Dr. Contoh Empat, M.Hum.",
    signatory_position="Kepala Pusat Pengembangan Perpustakaan Umum dan Khusus",
)
IDENTITY = Identity(
    name="Contoh Satu, S.Pd.",
    nip="",
    institution="Perpustakaan Desa Mappalo Ulaweng",
    event="PLM Nasional 2024",
    place="Prime Plaza Sanur, Bali",
    organiser="Perpustakaan Nasional Republik Indonesia",
    starts_on=date(2024, 11, 6),
    ends_on=date(2024, 11, 8),
    mode=EventMode.ONSITE,
    learning_hours=20,
    signed_at_place="Denpasar",
    signed_on=date(2024, 11, 8),
    signatory_name="Dr. Contoh Empat, M.Hum.",
    signatory_position="Kepala Pusat Pengembangan Perpustakaan Umum dan Khusus",
)


def paper_of(**changes: Any) -> Paper:
    """Certificate 0412 of Contoh Satu; `changes` go to the identity."""
    identity = Identity(**{**vars(IDENTITY), **changes})
    return Paper(7, "0412/PLM-N/XI/2024", "7HQ3MZ2KTX9D", EventRole.PARTICIPANT, identity)


def make_person(session: Session, event: Event, *, present: bool = True, **changes: Any) -> Participant:
    """Contoh Satu, who came unless told otherwise; `roles` may name several."""
    roles = changes.pop("roles", (EventRole.PARTICIPANT,))
    values = {
        "event_id": event.id,
        "name": "Contoh Satu",
        "title_suffix": "S.Pd.",
        "institution": "Perpustakaan Desa Mappalo Ulaweng",
        "cost_bearer": CostBearer.ORGANISER,
        "state": ParticipantState.ACTIVE,
        "link_nonce": new_nonce(),
        "token_hash": hash_code(changes.pop("token", new_nonce())),
        "created_at": NOON,
    }
    person = Participant(**{**values, **changes})
    session.add(person)
    session.flush()
    session.add_all(ParticipantRole(participant_id=person.id, role=role) for role in roles)
    if present:
        enter(session, event, person)
    session.flush()
    return person


def enter(session: Session, event: Event, person: Participant) -> None:
    """One accepted entry at the event's only door."""
    door = session.query(Checkpoint).filter_by(event_id=event.id).first()
    if door is None:
        door = Checkpoint(event_id=event.id, code="pleno", name="Pintu Pleno", kind=CheckpointKind.DOOR, hand_out="")
        session.add(door)
    ticket = Ticket(
        event_id=event.id,
        participant_id=person.id,
        nonce=(nonce := new_nonce()),
        code_hash=new_nonce(),
        serial=serial_of(nonce),
        issued_at=NOON,
    )
    session.add(ticket)
    session.flush()
    session.add(
        Presence(
            ticket_id=ticket.id,
            checkpoint_id=door.id,
            slot=event.starts_on.isoformat(),
            event_id=event.id,
            day=event.starts_on,
            scan_id=new_nonce(),
            entered_at=NOON,
            inside=True,
            passes=1,
            last_at=NOON,
            version=1,
            changed=1,
        )
    )


def set_wording(session: Session, event: Event, **changes: Any) -> None:
    save_settings(session, event=event, wording=Wording(**{**vars(WORDING), **changes}), by="account:1", now=NOON)


def issue_one(session: Session, event: Event, person: Participant) -> Certificate:
    """Settings if there are none, and this person's certificate."""
    set_wording(session, event)
    issue_certificates(session, event=event, requested_by="account:1", now=NOON)
    return session.query(Certificate).filter_by(participant_id=person.id).one()


def store_as(session: Session, certificate_id: int, key: str = "certificates/1/a.pack", **changes: Any) -> bool:
    """As though a worker had laid it down, nine bytes that share nothing; False when another was faster."""
    printed = Printed(certificate_id, 0, changes.pop("size", 9), changes.pop("sha256", key[:64]), 9)
    signing = Signing(**changes)
    event_id = session.get_one(Certificate, certificate_id).event_id
    stored = store_pack(
        session, event_id=event_id, storage_key=key, prefix_size=0, printed=[printed], signing=signing, now=NOON
    )
    session.expire_all()
    return bool(stored)

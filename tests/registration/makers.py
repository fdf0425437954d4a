"""Invitations, delegations and files for tests of registration."""

from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from flask import current_app
from PIL import Image
from sqlalchemy.orm import Session

from plm.clock import now
from plm.codes import derive_code, hash_code, new_nonce
from plm.eligibility.rules import Outcome
from plm.eligibility.tables import Decision, DecisionRun
from plm.events.tables import Event
from plm.invitations.rules import LINK, Reply
from plm.invitations.tables import Invitation
from plm.kpi.rules import ScoreScale
from plm.kpi.tables import KpiPeriod
from plm.libraries.tables import Library
from plm.registration.actions import StoredFile, accept_invitation, hand_in_letter, save_participant
from plm.registration.rules import EventRole, PaperType, PersonDetails
from plm.registration.tables import Delegation
from tests.factories import NOON, make_event, make_library

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PERSON = PersonDetails(name="Contoh Satu", title_suffix="S.Pd.", phone="+6281234567890", position="Kepala desa")


def secret() -> str:
    return str(current_app.extensions["settings"].secret_key)


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    """A real little picture."""
    output = BytesIO()
    Image.new("RGB", size, "white").save(output, kind)
    return output.getvalue()


def make_run(
    session: Session,
    event: Event,
    *eligible: Library,
    waitlisted: tuple[Library, ...] = (),
    terms: dict[str, Any] | None = None,
) -> DecisionRun:
    """A decision run that invites these libraries."""
    period = KpiPeriod(
        code=f"contoh-{new_nonce()[:6]}",
        name="Contoh",
        starts_on=NOON.date(),
        ends_on=NOON.date(),
        scale=ScoreScale.POINTS,
        maximum=Decimal(10),
        decimals=2,
        created_at=NOON,
    )
    session.add(period)
    session.flush()
    run = DecisionRun(
        event_id=event.id,
        number=1,
        period_id=period.id,
        terms=terms or {},
        manual_count=0,
        inputs_sha256="0" * 64,
        result_sha256="0" * 64,
        decided_by="cli",
        decided_at=NOON,
    )
    session.add(run)
    session.flush()
    for outcome, libraries in ((Outcome.ELIGIBLE, eligible), (Outcome.WAITLISTED, waitlisted)):
        session.add_all(
            Decision(run_id=run.id, library_id=library.id, outcome=outcome, reasons=[]) for library in libraries
        )
    session.flush()
    return run


def make_invitation(
    session: Session, event: Event | None = None, library: Library | None = None, **changes: Any
) -> Invitation:
    """An invitation for two, open for a month."""
    nonce = new_nonce()
    values = {
        "event_id": (event or make_event(session)).id,
        "library_id": (library or make_library(session)).id,
        "seats": 2,
        "link_nonce": nonce,
        "token_hash": hash_code(derive_code(secret(), LINK, nonce)),
        "expires_at": now() + timedelta(days=30),
        "reply": Reply.PENDING,
        "created_at": NOON,
    }
    invitation = Invitation(**{**values, **changes})
    session.add(invitation)
    session.flush()
    return invitation


def link_of(invitation: Invitation) -> str:
    """The path that the library opens."""
    return f"/u/{derive_code(secret(), LINK, invitation.link_nonce)}/"


def stored(content: bytes = PDF, filename: str = "surat.pdf") -> StoredFile:
    """A file that already lies somewhere."""
    return StoredFile(
        storage_key=f"letters/{new_nonce()}.pdf",
        filename=filename,
        content_type=PaperType.PDF,
        size=len(content),
        sha256=hash_code(repr(content)),
    )


def make_draft(
    session: Session, invitation: Invitation, *, seats: int = 1, letter: bool = True, at: datetime = NOON
) -> Delegation:
    """An accepted invitation with its people and its letter, ready to be sent."""
    actor = f"library:{invitation.library_id}"
    delegation = accept_invitation(session, invitation=invitation, seats=seats, actor=actor, now=at)
    for number in range(1, seats + 1):
        save_participant(
            session,
            delegation=delegation,
            number=number,
            details=PERSON,
            role=EventRole.PARTICIPANT,
            institution="Perpusdes Tangkum",
            secret_key=secret(),
            now=at,
        )
    if letter:
        hand_in_letter(session, delegation=delegation, file=stored(), now=at)
    return delegation

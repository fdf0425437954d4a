"""Filing, withdrawing and answering objections."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.eligibility.actions import decide_by_hand, run_decision
from plm.eligibility.queries import find_decision, latest_run
from plm.eligibility.rules import ManualKind
from plm.events.tables import Event
from plm.objections.queries import find_open_objection, objections_close_at
from plm.objections.rules import (
    Consequence,
    NothingDecided,
    ObjectionSettled,
    ObjectionStands,
    ObjectionState,
    Verdict,
    require_sound_answer,
    require_window,
)
from plm.objections.tables import Objection, ObjectionWindow
from plm.outbox.actions import put_mail
from plm.outbox.tables import MailMessage

ANSWER_TEMPLATE = "objection"


@dataclass(frozen=True)
class Filed:
    """What the library says, who may be asked about it, and the file beside it, if any."""

    words: str
    contact: str
    filename: str = ""
    content_type: str = ""
    storage_key: str = ""


@dataclass(frozen=True)
class Answer:
    """What the committee says, and what follows."""

    verdict: Verdict
    consequence: Consequence
    words: str


def set_window(session: Session, *, event: Event, closes_at: datetime | None, actor: str, now: datetime) -> None:
    """Until when objections are taken; None for no end."""
    window = session.get(ObjectionWindow, event.id) or ObjectionWindow(event_id=event.id)
    window.closes_at = closes_at
    session.add(window)
    session.flush()
    facts = {"closes_at": closes_at.isoformat() if closes_at else None}
    record(session, actor=actor, verb="objection.window", subject="event", now=now, event_id=event.id, facts=facts)


def file_objection(
    session: Session, *, event: Event, library_id: int, filed: Filed, actor: str, by_committee: bool, now: datetime
) -> Objection:
    """Object to what the latest run says of the library; the same words twice are one objection.

    The committee may put one on record after the end: a letter may have come in time. Raises NothingDecided,
    ObjectionsClosed, ObjectionStands.
    """
    run = latest_run(session, event.id)
    if run is None or find_decision(session, run_id=run.id, library_id=library_id) is None:
        raise NothingDecided(library_id=library_id)
    if not by_committee:
        require_window(objections_close_at(session, event.id), now=now)
    objection = Objection(
        event_id=event.id, library_id=library_id, run_id=run.id, words=filed.words.strip(),
        contact=filed.contact.strip(), filed_by=actor, filed_at=now, state=ObjectionState.OPEN,
        filename=filed.filename, content_type=filed.content_type, storage_key=filed.storage_key,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(objection)
    except IntegrityError as error:
        standing = find_open_objection(session, event.id, library_id)
        if standing is None or standing.words != filed.words.strip():
            raise ObjectionStands(library_id=library_id) from error
        return standing
    _note(session, objection, "objection.file", actor, now, filed.words)
    return objection


def withdraw_objection(session: Session, *, objection: Objection, actor: str, now: datetime) -> None:
    """The library takes it back; raises ObjectionSettled once it is answered."""
    _settle(session, objection, ObjectionState.WITHDRAWN, actor, now)
    _note(session, objection, "objection.withdraw", actor, now)


def answer_objection(
    session: Session, *, event: Event, objection: Objection, answer: Answer, actor: str, now: datetime
) -> None:
    """Answer it, and let follow what follows: a decision by hand with the answer as its reason, or a new run.

    Raises AnswerContradicts, and ObjectionSettled when somebody was faster.
    """
    require_sound_answer(answer.verdict, answer.consequence)
    _settle(session, objection, ObjectionState.ANSWERED, actor, now)
    objection.verdict, objection.consequence, objection.answer = (
        answer.verdict,
        answer.consequence,
        answer.words.strip(),
    )
    if answer.consequence is Consequence.INCLUDED:
        decide_by_hand(
            session, event=event, library_id=objection.library_id, kind=ManualKind.INCLUDE, reason=answer.words,
            actor=actor, now=now,
        )  # fmt: skip
    elif answer.consequence is Consequence.NEW_RUN:
        objection.led_to_run_id = run_decision(session, event=event, actor=actor, now=now).id
    session.flush()
    _note(session, objection, f"objection.{answer.verdict.value}", actor, now, answer.words)


def write_answer(session: Session, *, objection: Objection, address: str, now: datetime) -> MailMessage | None:
    """Put the answer into the outbox, once; None without an address."""
    if not address:
        return None
    return put_mail(
        session, event_id=objection.event_id, purpose=f"objection:{objection.id}", recipient=address,
        template=ANSWER_TEMPLATE, about={"objection_id": objection.id}, now=now,
    )  # fmt: skip


def _settle(session: Session, objection: Objection, state: ObjectionState, actor: str, now: datetime) -> None:
    """One guarded statement, so that of two who settle at once one is told."""
    statement = (
        update(Objection)
        .where(Objection.id == objection.id, Objection.state == ObjectionState.OPEN)
        .values(state=state, settled_by=actor, settled_at=now)
        .execution_options(synchronize_session=False)
    )
    if session.connection().execute(statement).rowcount != 1:
        raise ObjectionSettled(objection_id=objection.id)
    session.refresh(objection)


def _note(session: Session, objection: Objection, verb: str, actor: str, now: datetime, reason: str = "") -> None:
    subject = f"library:{objection.library_id}"
    record(session, actor=actor, verb=verb, subject=subject, now=now, event_id=objection.event_id, reason=reason)

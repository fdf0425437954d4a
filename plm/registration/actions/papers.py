"""Papers: what the event asks for, handed in by libraries and people, judged by the committee."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.registration.actions.drafts import lock_delegation
from plm.registration.queries import find_paper, get_paper
from plm.registration.rules import (
    DocumentKind,
    DocumentState,
    PaperAlreadyReceived,
    PaperChanged,
    PaperDue,
    PaperScope,
    PaperSlot,
    PaperType,
    ReasonMissing,
    letter_slot,
)
from plm.registration.tables import Delegation, Document, Participant, RequestedPaper


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A file that already lies behind the storage door."""

    storage_key: str
    filename: str
    content_type: PaperType
    size: int
    sha256: str


@dataclass(frozen=True)
class HandedIn:
    """`taken` tells whether the new file is kept; `unused_key` is the file that nobody needs any more."""

    taken: bool
    unused_key: str | None


@dataclass(frozen=True, kw_only=True)
class PaperWish:
    """What the committee types about a paper it asks for."""

    name: str
    hint: str = ""
    scope: PaperScope = PaperScope.DELEGATION
    due: PaperDue = PaperDue.LATER


def ask_for_paper(session: Session, *, event_id: int, wish: PaperWish, actor: str, now: datetime) -> RequestedPaper:
    """One more paper that everybody who comes is asked for."""
    asked = RequestedPaper(event_id=event_id, name=wish.name, hint=wish.hint, scope=wish.scope, due=wish.due)
    session.add(asked)
    session.flush()
    subject = f"requested_paper:{asked.id}"
    record(session, actor=actor, verb="paper.ask", subject=subject, now=now, event_id=event_id)
    return asked


def revise_paper(session: Session, *, asked: RequestedPaper, wish: PaperWish, actor: str, now: datetime) -> None:
    """Say it better; whose it is stays, because papers may lie there already."""
    asked.name, asked.hint, asked.due = wish.name, wish.hint, wish.due
    session.flush()
    subject = f"requested_paper:{asked.id}"
    record(session, actor=actor, verb="paper.revise", subject=subject, now=now, event_id=asked.event_id)


def stop_asking(session: Session, *, asked: RequestedPaper, actor: str, now: datetime) -> None:
    """Ask for it no more; what was handed in stays."""
    if asked.withdrawn_at is None:
        asked.withdrawn_at = now
        session.flush()
        subject = f"requested_paper:{asked.id}"
        record(session, actor=actor, verb="paper.stop", subject=subject, now=now, event_id=asked.event_id)


def hand_in_letter(session: Session, *, delegation: Delegation, file: StoredFile, now: datetime) -> HandedIn:
    """Keep the assignment letter in place of an earlier one; the same file twice is kept once."""
    slot, actor = letter_slot(delegation.id), f"library:{delegation.library_id}"
    return hand_in(session, event_id=delegation.event_id, slot=slot, file=file, actor=actor, now=now)


def hand_in(
    session: Session,
    *,
    event_id: int,
    slot: PaperSlot,
    file: StoredFile,
    actor: str,
    now: datetime,
    replaces_received: bool = False,
) -> HandedIn:
    """Keep the paper in place of an earlier one, until the committee has received it; the same file twice once.

    With `replaces_received` a received one goes too: what it said is not true any more.
    """
    delegation = _lock_owner(session, slot)
    paper = find_paper(session, slot)
    if paper is not None and paper.state is DocumentState.RECEIVED and not replaces_received:
        raise PaperAlreadyReceived
    if paper is not None and (paper.sha256, paper.state) == (file.sha256, DocumentState.PENDING):
        return HandedIn(taken=False, unused_key=file.storage_key)
    unused = paper.storage_key if paper else None
    paper = paper or _empty(event_id, slot)
    _lay(paper, file, now)
    if delegation is not None:
        delegation.saved_at = now
    session.add(paper)
    session.flush()
    _note(session, paper, "hand_in", actor, now, facts={"sha256": file.sha256})
    return HandedIn(taken=True, unused_key=unused)


def receive_paper(session: Session, *, slot: PaperSlot, seen: str, actor: str, now: datetime) -> None:
    """The paper is good; `seen` is the fingerprint of the file that was looked at."""
    _judge(session, slot, seen, DocumentState.RECEIVED, "", actor, now)


def reject_paper(session: Session, *, slot: PaperSlot, seen: str, reason: str, actor: str, now: datetime) -> None:
    """The paper is not good, and why; another may be handed in."""
    if not reason.strip():
        raise ReasonMissing
    _judge(session, slot, seen, DocumentState.REJECTED, reason.strip(), actor, now)


def waive_paper(session: Session, *, event_id: int, slot: PaperSlot, reason: str, actor: str, now: datetime) -> None:
    """This one need not hand it in, and why; what lies there already stays."""
    if not reason.strip():
        raise ReasonMissing
    _lock_owner(session, slot)
    paper = find_paper(session, slot)
    if paper is None:
        paper = _empty(event_id, slot)
        paper.filename = paper.content_type = paper.sha256 = ""
        paper.size, paper.uploaded_at = 0, now
        session.add(paper)
    paper.state, paper.reason, paper.judged_at, paper.judged_by = DocumentState.WAIVED, reason.strip(), now, actor
    session.flush()
    _note(session, paper, DocumentState.WAIVED.value, actor, now, reason=reason.strip())


def _judge(
    session: Session, slot: PaperSlot, seen: str, state: DocumentState, reason: str, actor: str, now: datetime
) -> None:
    _lock_owner(session, slot)
    paper = get_paper(session, slot)
    session.refresh(paper)
    if paper.sha256 != seen:
        raise PaperChanged
    if (paper.state, paper.reason) == (state, reason):
        return
    paper.state, paper.reason, paper.judged_at, paper.judged_by = state, reason, now, actor
    session.flush()
    _note(session, paper, state.value, actor, now, reason=reason)


def _lock_owner(session: Session, slot: PaperSlot) -> Delegation | None:
    """Hold the delegation or the person, so that two hands come one after the other."""
    if slot.scope is PaperScope.DELEGATION:
        return lock_delegation(session, slot.owner_id)
    session.get_one(Participant, slot.owner_id, with_for_update={"key_share": True})
    return None


def _empty(event_id: int, slot: PaperSlot) -> Document:
    is_delegation = slot.scope is PaperScope.DELEGATION
    return Document(
        event_id=event_id,
        delegation_id=slot.owner_id if is_delegation else None,
        participant_id=None if is_delegation else slot.owner_id,
        requested_paper_id=slot.requested_paper_id,
        kind=DocumentKind.OTHER if slot.requested_paper_id else DocumentKind.ASSIGNMENT_LETTER,
        slot=slot.word,
    )


def _lay(paper: Document, file: StoredFile, now: datetime) -> None:
    paper.storage_key, paper.filename, paper.content_type = file.storage_key, file.filename, file.content_type.value
    paper.size, paper.sha256, paper.uploaded_at = file.size, file.sha256, now
    paper.state, paper.reason, paper.judged_at, paper.judged_by = DocumentState.PENDING, "", None, ""


def _note(
    session: Session,
    paper: Document,
    verb: str,
    actor: str,
    now: datetime,
    *,
    reason: str = "",
    facts: dict[str, str] | None = None,
) -> None:
    subject = f"delegation:{paper.delegation_id}" if paper.delegation_id else f"participant:{paper.participant_id}"
    what = "letter" if paper.kind is DocumentKind.ASSIGNMENT_LETTER else "paper"
    facts = {**(facts or {}), **({} if what == "letter" else {"requested_paper": str(paper.requested_paper_id)})}
    record(
        session,
        actor=actor,
        verb=f"{what}.{verb}",
        subject=subject,
        now=now,
        event_id=paper.event_id,
        reason=reason,
        facts=facts,
    )

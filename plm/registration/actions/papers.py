"""The assignment letter: handed in by the library, judged by the committee."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.registration.actions.drafts import lock_delegation
from plm.registration.queries import find_letter, get_letter
from plm.registration.rules import (
    DocumentKind,
    DocumentState,
    LetterAlreadyReceived,
    LetterChanged,
    PaperType,
    ReasonMissing,
)
from plm.registration.tables import Delegation, Document


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


def hand_in_letter(session: Session, *, delegation: Delegation, file: StoredFile, now: datetime) -> HandedIn:
    """Keep the letter in place of an earlier one; the same file twice is kept once."""
    delegation = lock_delegation(session, delegation.id)
    letter = find_letter(session, delegation.id)
    if letter is not None and letter.state is DocumentState.RECEIVED:
        raise LetterAlreadyReceived
    if letter is not None and (letter.sha256, letter.state) == (file.sha256, DocumentState.PENDING):
        return HandedIn(taken=False, unused_key=file.storage_key)
    unused = letter.storage_key if letter else None
    letter = letter or Document(
        event_id=delegation.event_id, delegation_id=delegation.id, kind=DocumentKind.ASSIGNMENT_LETTER
    )
    _lay(letter, file, now)
    delegation.saved_at = now
    session.add(letter)
    session.flush()
    actor = f"library:{delegation.library_id}"
    _note(session, letter, "letter.hand_in", actor, now, facts={"sha256": file.sha256})
    return HandedIn(taken=True, unused_key=unused)


def receive_letter(session: Session, *, delegation: Delegation, seen: str, actor: str, now: datetime) -> None:
    """The letter is good; `seen` is the fingerprint of the file that was looked at."""
    _judge(session, delegation, seen, DocumentState.RECEIVED, "", actor, now)


def reject_letter(
    session: Session, *, delegation: Delegation, seen: str, reason: str, actor: str, now: datetime
) -> None:
    """The letter is not good, and why; the library may hand in another."""
    if not reason.strip():
        raise ReasonMissing
    _judge(session, delegation, seen, DocumentState.REJECTED, reason.strip(), actor, now)


def _judge(
    session: Session, delegation: Delegation, seen: str, state: DocumentState, reason: str, actor: str, now: datetime
) -> None:
    lock_delegation(session, delegation.id)
    letter = get_letter(session, delegation.id)
    session.refresh(letter)
    if letter.sha256 != seen:
        raise LetterChanged
    if (letter.state, letter.reason) == (state, reason):
        return
    letter.state, letter.reason, letter.judged_at, letter.judged_by = state, reason, now, actor
    session.flush()
    _note(session, letter, f"letter.{state.value}", actor, now, reason=reason)


def _lay(letter: Document, file: StoredFile, now: datetime) -> None:
    letter.storage_key, letter.filename, letter.content_type = file.storage_key, file.filename, file.content_type.value
    letter.size, letter.sha256, letter.uploaded_at = file.size, file.sha256, now
    letter.state, letter.reason, letter.judged_at, letter.judged_by = DocumentState.PENDING, "", None, ""


def _note(
    session: Session,
    letter: Document,
    verb: str,
    actor: str,
    now: datetime,
    *,
    reason: str = "",
    facts: dict[str, str] | None = None,
) -> None:
    subject = f"delegation:{letter.delegation_id}"
    record(
        session, actor=actor, verb=verb, subject=subject, now=now, event_id=letter.event_id, reason=reason, facts=facts
    )

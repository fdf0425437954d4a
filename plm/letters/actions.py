"""Wording letters, asking for a run of them, and keeping what was printed."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.events.tables import Event
from plm.invitations.queries import invitations_of
from plm.letters.queries import find_settings, runs_of
from plm.letters.rules import (
    Addressee,
    LetterFailure,
    LetterKind,
    LetterSettingsMissing,
    LetterWords,
    NobodyInvited,
)
from plm.letters.tables import Letter, LetterRun, LetterSettings
from plm.libraries.queries import places_of
from plm.libraries.rules import Place


def save_letter_settings(
    session: Session, *, event: Event, words: LetterWords, logo_key: str | None, actor: str, now: datetime
) -> str:
    """The wording of letters from now on; `logo_key` None leaves the logo. Gives the key of a logo nobody needs."""
    kept = find_settings(session, event.id) or LetterSettings(event_id=event.id, logo_key="")
    unused = kept.logo_key if logo_key is not None and kept.logo_key != logo_key else ""
    kept.words, kept.revised_at, kept.revised_by = words.to_document(), now, actor
    if logo_key is not None:
        kept.logo_key = logo_key
    session.add(kept)
    session.flush()
    record(session, actor=actor, verb="letter.settings", subject="event", now=now, event_id=event.id)
    # A run keeps the logo it was started with.
    return "" if unused and _is_used(session, unused) else unused


def start_letters(session: Session, *, event: Event, kind: LetterKind, actor: str, now: datetime) -> LetterRun:
    """A run over everybody invited whose link is not revoked: rows first, the PDFs come by jobs.

    A run of the same kind that is still on its way is the answer, so that a double click prints once. Raises
    LetterSettingsMissing, NobodyInvited.
    """
    # Those who press at the same moment take turns.
    session.get_one(Event, event.id, with_for_update={"key_share": True})
    for run, progress in runs_of(session, event.id)[:1]:
        if run.kind is kind and progress.moves:
            return run
    settings = find_settings(session, event.id)
    if settings is None:
        raise LetterSettingsMissing
    lines = [line for line in invitations_of(session, event.id) if line.invitation.revoked_at is None]
    if not lines:
        raise NobodyInvited
    places = places_of(session, [line.library.region_code for line in lines])
    known = [
        Addressee(line.library.name, _where(places[line.library.region_code]), line.invitation.seats) for line in lines
    ]
    rows = [[one.name, one.place, one.seats] for one in known] if kind is LetterKind.LIST else []
    run = LetterRun(
        event_id=event.id, kind=kind, words=settings.words, logo_key=settings.logo_key, addressees={"rows": rows},
        started_at=now, started_by=actor,
    )  # fmt: skip
    session.add(run)
    session.flush()
    if kind is LetterKind.LIST:
        session.add(Letter(run_id=run.id, invitation_id=None, serial=1, addressee=_document(Addressee("", "", 0))))
    else:
        session.add_all(
            Letter(run_id=run.id, invitation_id=line.invitation.id, serial=serial, addressee=_document(one))
            for serial, (line, one) in enumerate(zip(lines, known, strict=True), start=1)
        )
    session.flush()
    facts = {"run": run.id, "kind": kind.value, "letters": 1 if kind is LetterKind.LIST else len(lines)}
    record(session, actor=actor, verb="letter.run", subject="event", now=now, event_id=event.id, facts=facts)
    return run


def store_letter(session: Session, *, letter_id: int, storage_key: str, now: datetime) -> bool:
    """Note the PDF unless another worker was faster; False then."""
    statement = (
        update(Letter)
        .where(Letter.id == letter_id, Letter.rendered_at.is_(None))
        .values(storage_key=storage_key, rendered_at=now, failure=None)
        .execution_options(synchronize_session=False)
    )
    return bool(session.connection().execute(statement).rowcount == 1)


def note_letter_failure(session: Session, *, letter_id: int, failure: LetterFailure) -> None:
    """This one letter cannot be printed as it is worded."""
    statement = update(Letter).where(Letter.id == letter_id, Letter.rendered_at.is_(None)).values(failure=failure)
    session.connection().execute(statement.execution_options(synchronize_session=False))


def _document(one: Addressee) -> dict[str, object]:
    return {"name": one.name, "place": one.place, "seats": one.seats}


def _where(place: Place) -> str:
    return ", ".join(filter(None, (place.regency, place.province)))


def _is_used(session: Session, logo_key: str) -> bool:
    return session.scalar(select(LetterRun.id).where(LetterRun.logo_key == logo_key).limit(1)) is not None

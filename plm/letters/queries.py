"""Reading letters."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from plm.errors import NotFound
from plm.letters.rules import Addressee, LetterKind, LetterWords, Progress
from plm.letters.tables import Letter, LetterRun, LetterSettings


@dataclass(frozen=True)
class Paper:
    """What one letter's PDF is made of."""

    letter_id: int
    event_id: int
    run_id: int
    kind: LetterKind
    words: LetterWords
    logo_key: str
    number: str
    addressee: Addressee
    attached: tuple[Addressee, ...]


def find_settings(session: Session, event_id: int) -> LetterSettings | None:
    return session.get(LetterSettings, event_id)


def runs_of(session: Session, event_id: int) -> list[tuple[LetterRun, Progress]]:
    """The latest first, each with how far it is; one statement."""
    query = (
        select(
            LetterRun,
            func.count().filter(Letter.rendered_at.is_not(None)),
            func.count().filter(Letter.failure.is_not(None)),
            func.count(),
        )
        .join(Letter, Letter.run_id == LetterRun.id)
        .where(LetterRun.event_id == event_id)
        .group_by(LetterRun.id)
        .order_by(LetterRun.id.desc())
    )
    return [(run, Progress(*counts)) for run, *counts in session.execute(query)]


def get_letter_run(session: Session, event_id: int, run_id: int) -> LetterRun:
    """A run of this event, or NotFound."""
    found = session.get(LetterRun, run_id)
    if found is None or found.event_id != event_id:
        raise NotFound(what="letter_run", value=run_id)
    return found


def progress_of(session: Session, run_id: int) -> Progress:
    """How far a run is."""
    query = select(
        func.count().filter(Letter.rendered_at.is_not(None)),
        func.count().filter(Letter.failure.is_not(None)),
        func.count(),
    ).where(Letter.run_id == run_id)
    return Progress(*session.execute(query).one())


def letters_of_run(session: Session, run_id: int) -> list[Letter]:
    """In the order of their serials."""
    return list(session.scalars(select(Letter).where(Letter.run_id == run_id).order_by(Letter.serial)))


def get_letter_of_run(session: Session, run_id: int, letter_id: int) -> Letter:
    """A letter of this run, or NotFound."""
    found = session.get(Letter, letter_id)
    if found is None or found.run_id != run_id:
        raise NotFound(what="letter", value=letter_id)
    return found


def letters_to_print(session: Session, run_id: int) -> list[int]:
    """Those without a PDF, failed ones too."""
    query = select(Letter.id).where(Letter.run_id == run_id, Letter.rendered_at.is_(None))
    return list(session.scalars(query.order_by(Letter.serial)))


def find_paper(session: Session, letter_id: int) -> Paper | None:
    """What the letter's PDF is made of; None when it has one."""
    letter = session.get(Letter, letter_id, populate_existing=True)
    if letter is None or letter.rendered_at is not None:
        return None
    run = session.get_one(LetterRun, letter.run_id)
    words = LetterWords.from_document(run.words)
    attached = tuple(Addressee(*one) for one in run.addressees.get("rows", ()))
    return Paper(
        letter.id, run.event_id, run.id, run.kind, words, run.logo_key, words.number_of(letter.serial),
        Addressee(**letter.addressee), attached,
    )  # fmt: skip


def find_letter_of_invitation(session: Session, event_id: int, invitation_id: int) -> Letter | None:
    """The newest printed letter to this library, or to all of them."""
    query = (
        select(Letter)
        .join(LetterRun, LetterRun.id == Letter.run_id)
        .where(LetterRun.event_id == event_id, Letter.rendered_at.is_not(None))
        .where(or_(Letter.invitation_id == invitation_id, Letter.invitation_id.is_(None)))
        .order_by(LetterRun.id.desc())
        .limit(1)
    )
    return session.scalar(query)

"""Giving awards, changing and withdrawing them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.awards.queries import find_winner
from plm.awards.rules import AwardWithdrawn, WinnerKey, WinnerKind, WinnerUnknown
from plm.awards.tables import Award


@dataclass(frozen=True)
class AwardWords:
    """What the committee says of an award."""

    category: str
    place: str
    winner: WinnerKey


def give_award(session: Session, *, event_id: int, words: AwardWords, by: str, now: datetime) -> Award:
    """One more award; raises WinnerUnknown."""
    _require_winner(session, event_id, words.winner)
    award = Award(event_id=event_id, created_at=now, created_by=by, **_values(words))
    session.add(award)
    session.flush()
    _note(session, "awards.give", award, by=by, now=now)
    return award


def change_award(session: Session, *, award: Award, words: AwardWords, by: str, now: datetime) -> None:
    """Other words or another winner; a certificate that is out already keeps what it says."""
    session.refresh(award, with_for_update=True)
    if award.withdrawn_at is not None:
        raise AwardWithdrawn
    if words.winner != winner_of(award):
        _require_winner(session, award.event_id, words.winner)
    for name, value in _values(words).items():
        setattr(award, name, value)
    _note(session, "awards.change", award, by=by, now=now)
    session.flush()


def withdraw_award(session: Session, *, award: Award, by: str, now: datetime) -> None:
    """It earns no certificate from now on; one that is out has to be revoked by itself."""
    session.refresh(award, with_for_update=True)
    if award.withdrawn_at is not None:
        raise AwardWithdrawn
    award.withdrawn_at = now
    _note(session, "awards.withdraw", award, by=by, now=now)
    session.flush()


def winner_of(award: Award) -> WinnerKey:
    if award.library_id is not None:
        return WinnerKey(WinnerKind.LIBRARY, award.library_id)
    return WinnerKey(WinnerKind.PERSON, award.participant_id or 0)


def _values(words: AwardWords) -> dict[str, object]:
    is_person = words.winner.kind is WinnerKind.PERSON
    return {
        "category": words.category,
        "place": words.place,
        "participant_id": words.winner.id if is_person else None,
        "library_id": None if is_person else words.winner.id,
    }


def _require_winner(session: Session, event_id: int, key: WinnerKey) -> None:
    if find_winner(session, event_id, key) is None:
        raise WinnerUnknown(word=key.word)


def _note(session: Session, verb: str, award: Award, *, by: str, now: datetime) -> None:
    facts = {"category": award.category, "place": award.place}
    record(session, actor=by, verb=verb, subject=f"award:{award.id}", now=now, event_id=award.event_id, facts=facts)

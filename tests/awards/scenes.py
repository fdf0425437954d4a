"""Awards at an event."""

from sqlalchemy.orm import Session

from plm.awards.actions import AwardWords, give_award
from plm.awards.rules import WinnerKey, WinnerKind
from plm.awards.tables import Award
from plm.events.tables import Event
from plm.registration.tables import Participant
from tests.factories import NOON


def award_person(session: Session, event: Event, person: Participant, **changes: str) -> Award:
    """Peserta Teraktif."""
    return _give(session, event, WinnerKey(WinnerKind.PERSON, person.id), {"category": "Peserta Teraktif", **changes})


def award_library(session: Session, event: Event, library_id: int, **changes: str) -> Award:
    """Terbaik I, Perpustakaan Desa Terbaik."""
    words = {"category": "Perpustakaan Desa Terbaik", "place": "Terbaik I", **changes}
    return _give(session, event, WinnerKey(WinnerKind.LIBRARY, library_id), words)


def _give(session: Session, event: Event, winner: WinnerKey, words: dict[str, str]) -> Award:
    said = AwardWords(words["category"], words.get("place", ""), winner)
    return give_award(session, event_id=event.id, words=said, by="account:1", now=NOON)

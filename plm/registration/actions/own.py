"""What a person does on their own page: confirm the name, ask for a correction, give and take back specific data."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.codes import derive_code, hash_code, new_nonce
from plm.registration.actions.corrections import correct_participant
from plm.registration.queries import details_of, find_open_correction
from plm.registration.rules import (
    LINK,
    Ask,
    ConsentMissing,
    CorrectionAnswered,
    CorrectionState,
    NothingWanted,
    PersonDetails,
    ReasonMissing,
    changes_wanted,
)
from plm.registration.tables import CorrectionRequest, Participant, SpecificAnswer


def confirm_name(session: Session, *, participant: Participant, now: datetime) -> None:
    """The line of the certificate is right, says the person; a second time changes nothing."""
    if participant.name_confirmed_at is None:
        participant.name_confirmed_at = now
        session.flush()
        _note(session, participant, "name.confirm", _self(participant), now)


def renew_own_link(session: Session, *, participant: Participant, secret_key: str, actor: str, now: datetime) -> None:
    """A new link to the person's own page; the old one, wherever it was forwarded, opens nothing any more."""
    nonce = new_nonce()
    participant.link_nonce, participant.token_hash = nonce, hash_code(derive_code(secret_key, LINK, nonce))
    session.flush()
    _note(session, participant, "participant.renew_link", actor, now)


def request_correction(
    session: Session, *, participant: Participant, wanted: PersonDetails, note: str, now: datetime
) -> CorrectionRequest:
    """Ask the committee to put right what is known; asked again before it is answered, the latest words stand."""
    person = session.get_one(Participant, participant.id, with_for_update={"key_share": True})
    if not changes_wanted(details_of(person), wanted):
        raise NothingWanted
    asked = find_open_correction(session, person.id)
    if asked is None:
        asked = CorrectionRequest(event_id=person.event_id, participant_id=person.id, state=CorrectionState.OPEN)
        session.add(asked)
    asked.wanted, asked.note, asked.asked_at = asdict(wanted), note.strip(), now
    session.flush()
    _note(session, person, "correction.ask", _self(person), now)
    return asked


def accept_correction(session: Session, *, asked: CorrectionRequest, actor: str, now: datetime) -> Participant:
    """It is put right as asked; certificates that are out are the caller's to replace."""
    asked = _lock_open(session, asked)
    person = session.get_one(Participant, asked.participant_id)
    wanted = PersonDetails(**asked.wanted)
    correct_participant(
        session, participant=person, details=wanted, institution=person.institution, actor=actor, now=now
    )
    _answer(session, asked, CorrectionState.ACCEPTED, "", actor, now)
    return person


def refuse_correction(session: Session, *, asked: CorrectionRequest, reason: str, actor: str, now: datetime) -> None:
    """It stays as it is, and why."""
    if not reason.strip():
        raise ReasonMissing
    _answer(session, _lock_open(session, asked), CorrectionState.REFUSED, reason.strip(), actor, now)


def give_specific(
    session: Session, *, participant: Participant, ask: Ask, words: Mapping[str, str], consent: bool, now: datetime
) -> None:
    """Keep specific personal data with the person's consent, in place of what was given before."""
    if not consent:
        raise ConsentMissing
    kept = session.get(SpecificAnswer, (participant.id, ask)) or SpecificAnswer(
        participant_id=participant.id, ask=ask, event_id=participant.event_id
    )
    kept.words, kept.consented_at = dict(words), now
    session.add(kept)
    session.flush()
    _note(session, participant, "specific.give", _self(participant), now, facts={"ask": ask.value})


def take_back_specific(session: Session, *, participant: Participant, ask: Ask, now: datetime) -> None:
    """Consent is withdrawn and the data gone; a second time changes nothing."""
    kept = session.get(SpecificAnswer, (participant.id, ask))
    if kept is not None:
        session.execute(
            delete(SpecificAnswer).where(SpecificAnswer.participant_id == participant.id, SpecificAnswer.ask == ask)
        )
        session.expunge(kept)
        _note(session, participant, "specific.take_back", _self(participant), now, facts={"ask": ask.value})


def note_looked_at(session: Session, *, event_id: int, ask: Ask, people: int, actor: str, now: datetime) -> None:
    """Who has seen specific personal data, and of how many."""
    facts = {"ask": ask.value, "people": people}
    record(session, actor=actor, verb="specific.look", subject="event", now=now, event_id=event_id, facts=facts)


def _lock_open(session: Session, asked: CorrectionRequest) -> CorrectionRequest:
    asked = session.get_one(CorrectionRequest, asked.id, with_for_update=True, populate_existing=True)
    if asked.state is not CorrectionState.OPEN:
        raise CorrectionAnswered
    return asked


def _answer(
    session: Session, asked: CorrectionRequest, state: CorrectionState, answer: str, actor: str, now: datetime
) -> None:
    asked.state, asked.answer, asked.answered_by, asked.answered_at = state, answer, actor, now
    session.flush()
    subject = f"participant:{asked.participant_id}"
    verb = f"correction.{state.value}"
    record(session, actor=actor, verb=verb, subject=subject, now=now, event_id=asked.event_id, reason=answer)


def _self(participant: Participant) -> str:
    return f"participant:{participant.id}"


def _note(
    session: Session,
    participant: Participant,
    verb: str,
    actor: str,
    now: datetime,
    *,
    facts: dict[str, str] | None = None,
) -> None:
    event_id, subject = participant.event_id, f"participant:{participant.id}"
    record(session, actor=actor, verb=verb, subject=subject, now=now, event_id=event_id, facts=facts)

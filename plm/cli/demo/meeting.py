"""The two meetings of the demonstration, from the policy to the tickets."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from plm.checkin.actions import add_checkpoint
from plm.checkin.rules import CheckpointKind, usual
from plm.cli.demo import data
from plm.cli.demo.afterwards import close_babel, close_national
from plm.cli.demo.doors import open_doors
from plm.cli.demo.hall import open_hall
from plm.cli.registering import Registrar, invented_names
from plm.eligibility.actions import decide_by_hand, renew_explanation_link, run_decision, set_policy
from plm.eligibility.queries import eligible_library_ids
from plm.eligibility.rules import ManualKind, Policy
from plm.events.actions import SessionDetails, add_session, add_venue
from plm.events.rules import SessionKind
from plm.expo.actions import allocate_booths, apply_for_booth, publish_plan, read_plan
from plm.invitations.actions import ask_question, invite_libraries
from plm.invitations.queries import invitations_of
from plm.invitations.rules import Reply
from plm.kpi.queries import get_period
from plm.letters.actions import save_letter_settings
from plm.libraries.queries import LibraryFilter, all_libraries
from plm.libraries.rules import LibraryKind
from plm.logistics.actions import add_rooms, fill_rooms, publish_rooms, save_stay_wish
from plm.logistics.queries import lodging_of
from plm.logistics.rules import USUAL_BEDS, Gender, StayWish, read_numbers
from plm.objections.actions import Answer, Filed, answer_objection, file_objection
from plm.objections.rules import Consequence, Verdict
from plm.registration.actions import (
    ask_for_paper,
    confirm_name,
    decline_invitation,
    give_specific,
    request_correction,
    revise_terms,
    save_journey,
)
from plm.registration.queries import PeopleFilter, details_of, participants_of, people_page
from plm.registration.rules import Ask, RegistrationTerms
from plm.wording import from_local

if TYPE_CHECKING:
    from plm.invitations.tables import Invitation

ACTOR = "demo"


@dataclass(frozen=True)
class Meeting:
    """One event on its way, with its libraries by name."""

    registrar: Registrar
    libraries: dict[str, int]

    def invitation(self, name: str) -> "Invitation":
        wanted = self.libraries[name]
        lines = invitations_of(self.registrar.session, self.registrar.event.id)
        return next(line.invitation for line in lines if line.invitation.library_id == wanted)


def hold_national(registrar: Registrar) -> None:
    """Scores decide what they can; who is on record as present comes in by hand; most places stay open to try."""
    meeting = Meeting(registrar, _library_ids(registrar))
    _set_agenda(registrar, data.NATIONAL_AGENDA)
    _decide_national(meeting)
    names = invented_names(60)
    for library, people in data.REGISTERED.items():
        registrar.send(meeting.invitation(library), [next(names) for _ in range(people)])
    for library, people in data.DRAFTED.items():
        registrar.draft(meeting.invitation(library), [next(names) for _ in range(people)])
    for library, reason in data.DECLINED.items():
        invitation = meeting.invitation(library)
        actor = f"library:{invitation.library_id}"
        decline_invitation(registrar.session, invitation=invitation, reason=reason, actor=actor, now=registrar.now)
    save_letter_settings(
        registrar.session, event=registrar.event, words=data.LETTER, logo_key=None, actor=ACTOR, now=registrar.now
    )
    _ask(meeting)
    _hear_objections(meeting)
    _open_registration(registrar)
    _open_expo(meeting)
    _open_hotel(registrar)
    open_doors(registrar)
    close_national(registrar, meeting.libraries)


def hold_babel(registrar: Registrar) -> None:
    """An online provincial meeting without any score: every office and village of the province is invited."""
    session, event, now = registrar.session, registrar.event, registrar.now
    _set_agenda(registrar, data.BABEL_AGENDA)
    kinds = frozenset({LibraryKind.REGENCY, LibraryKind.VILLAGE})
    _decide(registrar, Policy(kinds=kinds))
    names = invented_names(99)
    lines = sorted(invitations_of(session, event.id), key=lambda line: line.library.id)
    for line in lines[:8]:
        registrar.send(line.invitation, [next(names)])
    place = replace(usual(CheckpointKind.SESSION), name="Ruang daring")
    add_checkpoint(session, event=event, details=place, actor=ACTOR, now=now)
    close_babel(registrar)


def _decide_national(meeting: Meeting) -> None:
    registrar = meeting.registrar
    by_hand = {name: data.ON_RECORD for name, _ in (*data.OFFICES, *data.VILLAGES) if name not in data.SCORED}
    for library, reason in {**by_hand, data.BELOW: data.PANELIST}.items():
        decide_by_hand(
            registrar.session, event=registrar.event, library_id=meeting.libraries[library],
            kind=ManualKind.INCLUDE, reason=reason, actor="Contoh Tiga", now=registrar.now,
        )  # fmt: skip
    lowest = {LibraryKind.VILLAGE: Decimal("6.0"), LibraryKind.REGENCY: Decimal("6.0")}
    _decide(registrar, Policy(minimum=lowest, best_per_regency=5))


def _decide(registrar: Registrar, policy: Policy) -> None:
    session, event, now = registrar.session, registrar.event, registrar.now
    period_id = get_period(session, "2024").id
    set_policy(session, event_id=event.id, period_id=period_id, policy=policy, actor=ACTOR, now=now)
    run_decision(session, event=event, actor="Contoh Tiga", now=now)
    invite_libraries(
        session, event=event, library_ids=eligible_library_ids(session, event.id), seats=2,
        expires_at=now + timedelta(days=60), secret_key=registrar.secret_key, invited_by=ACTOR, now=now,
    )  # fmt: skip


def _ask(meeting: Meeting) -> None:
    """Somebody who has not answered asks first."""
    registrar = meeting.registrar
    session, event, now = registrar.session, registrar.event, registrar.now
    silent = invitations_of(session, event.id, replies=[Reply.PENDING], limit=1)
    for line in silent:
        ask_question(session, invitation=line.invitation, words=data.QUESTION, now=now)


def _hear_objections(meeting: Meeting) -> None:
    """Two villages without a score object; one is answered, one waits."""
    registrar = meeting.registrar
    session, event, now = registrar.session, registrar.event, registrar.now
    invited = eligible_library_ids(session, event.id)
    uninvited = [name for name, id_ in sorted(meeting.libraries.items()) if id_ not in invited and "Perpus" in name]
    for name, words in zip(uninvited, data.OBJECTIONS, strict=False):
        library_id = meeting.libraries[name]
        filed = Filed(words=words, contact="Contoh Satu, 0812-0000-0001")
        objection = file_objection(
            session, event=event, library_id=library_id, filed=filed, actor=f"library:{library_id}",
            by_committee=False, now=now,
        )  # fmt: skip
        if words == data.OBJECTIONS[0]:
            answer = Answer(Verdict.REJECTED, Consequence.NONE, data.OBJECTION_ANSWER)
            answer_objection(session, event=event, objection=objection, answer=answer, actor="Contoh Tiga", now=now)
        renew_explanation_link(
            session, event=event, library_id=library_id, expires_at=now + timedelta(days=60),
            secret_key=registrar.secret_key, actor=ACTOR, now=now,
        )  # fmt: skip


def _set_agenda(registrar: Registrar, agenda: data.Agenda) -> None:
    session, event, now = registrar.session, registrar.event, registrar.now
    names = dict.fromkeys(line[3] for line in agenda)
    venues = {name: add_venue(session, event_id=event.id, name=name, actor=ACTOR, now=now).id for name in names}
    for starts, ends, title, venue, kind in agenda:
        first, last = (from_local(datetime.fromisoformat(text), event.zone) for text in (starts, ends))
        details = SessionDetails(
            title=title, kind=SessionKind(kind), starts_at=first, ends_at=last, venue_id=venues[venue]
        )
        add_session(session, event_id=event.id, details=details, actor=ACTOR, now=now)


def _open_registration(registrar: Registrar) -> None:
    """What the meeting asks, the papers it wants, and a few who have answered on their own pages."""
    session, event, now = registrar.session, registrar.event, registrar.now
    terms = RegistrationTerms(asks=frozenset(Ask), extra=1, substitution_until=now + timedelta(days=60))
    revise_terms(session, event_id=event.id, terms=terms, actor=ACTOR, now=now)
    for wish in data.PAPERS:
        ask_for_paper(session, event_id=event.id, wish=wish, actor=ACTOR, now=now)
    lines = people_page(session, event.id, PeopleFilter(), limit=9).lines
    first, second, *_others = (line.participant for line in lines)
    confirm_name(session, participant=first, now=now)
    save_journey(session, participant=first, journey=data.JOURNEY, now=now)
    words = {"note": "Alergi udang (contoh)"}
    give_specific(session, participant=first, ask=Ask.HEALTH, words=words, consent=True, now=now)
    known = details_of(second)
    wanted = replace(known, title_suffix="S.Pd.")
    request_correction(session, participant=second, wanted=wanted, note="Gelarnya belum tertulis.", now=now)


def _open_expo(meeting: Meeting) -> None:
    registrar = meeting.registrar
    session, event, now = registrar.session, registrar.event, registrar.now
    open_hall(registrar)
    for library, application in data.APPLICATIONS.items():
        library_id = meeting.libraries[library]
        apply_for_booth(
            session, event_id=event.id, library_id=library_id, application=application,
            actor=f"library:{library_id}", now=now,
        )  # fmt: skip
    plan = allocate_booths(session, event=event, actor=ACTOR, now=now)
    read_plan(session, event=event, number=plan.number, actor=ACTOR, now=now)
    publish_plan(session, event=event, number=plan.number, actor=ACTOR, now=now)


def _open_hotel(registrar: Registrar) -> None:
    """Every other person is a woman; the last one to register has not said, and one speaks of a friend."""
    session, event, now = registrar.session, registrar.event, registrar.now
    for numbers, kind in data.ROOMS.items():
        add_rooms(
            session, event_id=event.id, hotel=event.place, numbers=read_numbers(numbers), kind=kind,
            beds=USUAL_BEDS[kind], actor=ACTOR, now=now,
        )  # fmt: skip
    people = sorted(participants_of(session, event.id), key=lambda person: person.id)
    for place, person in enumerate(people[:-1]):
        friend = people[place + 2].name if place == 0 else ""
        wish = StayWish(gender=(Gender.FEMALE, Gender.MALE)[place % 2], shares_with=friend)
        save_stay_wish(session, event_id=event.id, participant_id=person.id, wish=wish, actor=ACTOR, now=now)
    seen = lodging_of(session, event).inputs(rearrange=False).fingerprint
    fill_rooms(session, event=event, rearrange=False, seen=seen, actor=ACTOR, now=now)
    publish_rooms(session, event_id=event.id, actor=ACTOR, now=now)


def _library_ids(registrar: Registrar) -> dict[str, int]:
    return {library.name: library.id for library in all_libraries(registrar.session, LibraryFilter())}

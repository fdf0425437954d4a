"""Who is due, from what stands in every room at once."""

from datetime import timedelta

import pytest
from sqlalchemy import event as sa_event
from sqlalchemy.orm import Session

from plm.awards.actions import withdraw_award
from plm.awards.rules import AwardWithdrawn
from plm.certificates.actions import Terms, issue_certificates, reissue_certificate, revoke_certificate
from plm.certificates.queries import candidates_of
from plm.certificates.rules import LETTER, Attendance, CertificateState, EarnedRole, Lack, Unmet
from plm.certificates.tables import Certificate
from plm.checkin.rules import CheckpointKind
from plm.checkin.tables import Checkpoint, Presence
from plm.events.queries import get_event_by_id
from plm.events.tables import Event
from plm.feedback.tables import FeedbackAnswer
from plm.registration.actions import submit_delegation
from plm.registration.queries import roster_of
from plm.registration.rules import DocumentState, EventRole, PaperDue, PaperScope, ParticipantState, letter_slot
from plm.registration.tables import Document, RequestedPaper
from plm.reports.queries import figures_of
from tests.awards.scenes import award_library, award_person
from tests.certificates.scenes import IDENTITY, enter, make_person, set_wording
from tests.factories import NOON, make_event
from tests.registration.makers import make_draft, make_invitation


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session, organiser="Perpustakaan Nasional Republik Indonesia")


def lacks(session: Session, event: Event) -> dict[str, tuple[Lack, ...]]:
    return {one.name: one.lacks for one in candidates_of(session, event)}


def issue(session: Session, event: Event) -> list[Certificate]:
    ids = issue_certificates(session, event=event, requested_by="account:1", now=NOON)
    return [session.get_one(Certificate, one) for one in ids]


def test_a_deleted_session_never_adds_anybody(session: Session, event: Event) -> None:
    """The control: the same share over the checkpoints that are left would be reached."""
    make_person(session, event)
    door = session.query(Checkpoint).filter_by(event_id=event.id).one()
    other = Checkpoint(event_id=event.id, code="dua", name="Dua", kind=CheckpointKind.SESSION)
    session.add(other)
    session.flush()
    set_wording(session, event, terms=Terms(Attendance.SHARE, 100, basis_checkpoint_ids=(door.id, other.id)))
    before = lacks(session, event)

    session.delete(other)
    session.flush()

    short = (Lack(Unmet.SHARE_NOT_REACHED, had=1, needs=2, out_of=2),)
    assert before == lacks(session, event) == {"Contoh Satu, S.Pd.": short}
    set_wording(session, event, terms=Terms(Attendance.SHARE, 100, basis_checkpoint_ids=(door.id,)))
    assert lacks(session, event) == {"Contoh Satu, S.Pd.": ()}


def test_a_moved_event_never_adds_anybody(session: Session, event: Event) -> None:
    make_person(session, event)
    days = tuple(event.starts_on + timedelta(days=number) for number in range(3))
    set_wording(session, event, terms=Terms(Attendance.EACH_DAY, basis_days=days))

    event.ends_on = event.starts_on
    session.flush()

    missing = (Lack(Unmet.DAYS_MISSING, had=1, needs=3, out_of=3, days=days[1:]),)
    assert lacks(session, event) == {"Contoh Satu, S.Pd.": missing}


def test_an_annulled_scan_counts_no_more(session: Session, event: Event) -> None:
    make_person(session, event)
    before = lacks(session, event)

    session.query(Presence).filter_by(event_id=event.id).update({"scan_id": None})

    assert before == {"Contoh Satu, S.Pd.": ()}
    assert lacks(session, event) == {"Contoh Satu, S.Pd.": (Lack(Unmet.NOT_PRESENT),)}


def test_papers_are_asked_of_person_and_delegation_as_registration_asks_them(session: Session) -> None:
    delegation = make_draft(session, make_invitation(session))
    submit_delegation(session, delegation=delegation, now=NOON)
    (person,) = roster_of(session, delegation.id)
    event = get_event_by_id(session, delegation.event_id)
    enter(session, event, person)
    make_person(session, event, name="Contoh Mandiri", title_suffix="")
    asked = [
        RequestedPaper(event_id=event.id, name=name, scope=scope, due=PaperDue.LATER, withdrawn_at=withdrawn)
        for name, scope, withdrawn in (
            ("SPPD", PaperScope.PERSON, None),
            ("Profil", PaperScope.DELEGATION, None),
            ("Foto", PaperScope.PERSON, NOON),
        )
    ]
    session.add_all(asked)
    set_wording(session, event, terms=Terms(papers_required=True))

    before = lacks(session, event)
    session.query(Document).filter_by(slot=letter_slot(delegation.id).word).update({"state": DocumentState.RECEIVED})
    for slot, owner, paper in (
        ("person-x", {"participant_id": person.id}, asked[0]),
        ("delegation-x", {"delegation_id": delegation.id}, asked[1]),
    ):
        session.add(
            Document(
                event_id=event.id, slot=slot, requested_paper_id=paper.id, kind="other", state=DocumentState.WAIVED,
                filename="", content_type="", size=0, sha256="", uploaded_at=NOON, **owner,
            )
        )  # fmt: skip
    session.flush()

    mandiri = (Lack(Unmet.PAPERS_MISSING, papers=("SPPD",)),)
    assert before == {
        "Contoh Mandiri": mandiri,
        "Contoh Satu, S.Pd.": (Lack(Unmet.PAPERS_MISSING, papers=(LETTER, "SPPD", "Profil")),),
    }
    assert lacks(session, event) == {"Contoh Mandiri": mandiri, "Contoh Satu, S.Pd.": ()}


def test_feedback_is_asked_of_who_came_to_learn(session: Session, event: Event) -> None:
    said, silent = make_person(session, event), make_person(session, event, name="Contoh Dua", title_suffix="")
    make_person(session, event, name="Contoh Tiga", title_suffix="", roles=(EventRole.SPEAKER,))
    session.add(FeedbackAnswer(participant_id=said.id, event_id=event.id, ratings={}, answered_at=NOON))
    set_wording(session, event, terms=Terms(feedback_required=True))

    assert lacks(session, event) == {
        "Contoh Satu, S.Pd.": (),
        "Contoh Dua": (Lack(Unmet.FEEDBACK_MISSING),),
        "Contoh Tiga": (),
    }
    assert silent.id != said.id


def test_winners_get_a_certificate_of_their_award_without_having_come(session: Session) -> None:
    invitation = make_invitation(session)
    event = get_event_by_id(session, invitation.event_id)
    person = make_person(session, event, present=False, nip="198001012005011001")
    of_library, of_person = award_library(session, event, invitation.library_id), award_person(session, event, person)
    set_wording(session, event)

    library, winner = issue(session, event)

    assert [(one.role, one.award_id, one.participant_id) for one in (library, winner)] == [
        (EarnedRole.WINNER, of_library.id, None),
        (EarnedRole.WINNER, of_person.id, person.id),
    ]
    assert library.identity["award"] == "Terbaik I, Perpustakaan Desa Terbaik"
    assert library.identity["name"].startswith("Perpusdes ")
    assert library.identity["nip"] == ""
    assert winner.identity["award"] == "Peserta Teraktif"
    assert (winner.identity["name"], winner.identity["nip"]) == (IDENTITY.name, "198001012005011001")
    assert issue(session, event) == []


def test_one_person_may_win_twice_and_take_part(session: Session, event: Event) -> None:
    person = make_person(session, event)
    for category in ("Peserta Teraktif", "Pencapaian Pembelajaran Sepanjang Hayat"):
        award_person(session, event, person, category=category)
    set_wording(session, event)

    issued = issue(session, event)

    assert sorted(one.role for one in issued) == ["participant", "winner", "winner"]
    assert {one.participant_id for one in issued} == {person.id}


def test_a_withdrawn_award_earns_none_and_is_not_issued_again(session: Session, event: Event) -> None:
    award = award_person(session, event, make_person(session, event, present=False))
    set_wording(session, event)
    (certificate,) = issue(session, event)
    revoke_certificate(session, certificate=certificate, reason="Salah orang", by="account:1", now=NOON)
    withdraw_award(session, award=award, by="account:1", now=NOON)

    with pytest.raises(AwardWithdrawn):
        reissue_certificate(session, certificate=certificate, event=event, reason="Keliru", by="account:1", now=NOON)
    winner = candidates_of(session, event)[-1]
    assert (winner.is_due, winner.unmet) == (False, (Unmet.AWARD_WITHDRAWN,))


def test_an_award_that_changed_hands_is_replaced_with_todays_winner(session: Session, event: Event) -> None:
    award = award_person(session, event, make_person(session, event, present=False))
    set_wording(session, event)
    (certificate,) = issue(session, event)
    award.participant_id = make_person(session, event, name="Contoh Dua", present=False).id

    successor = reissue_certificate(
        session, certificate=certificate, event=event, reason="Keliru", by="account:1", now=NOON
    )

    replaced = session.get_one(Certificate, successor)
    assert (replaced.award_id, replaced.identity["name"]) == (award.id, "Contoh Dua, S.Pd.")
    assert certificate.state is CertificateState.REPLACED


def test_a_cancelled_winner_has_to_be_looked_at(session: Session, event: Event) -> None:
    person = make_person(session, event)
    award_person(session, event, person)
    person.state = ParticipantState.CANCELLED

    assert candidates_of(session, event)[-1].unmet == (Unmet.NOT_TAKING_PART,)


def test_the_dry_run_costs_the_same_statements_for_one_and_for_forty(session: Session) -> None:
    invitation = make_invitation(session)
    event = get_event_by_id(session, invitation.event_id)
    set_wording(session, event, terms=Terms(papers_required=True, feedback_required=True))
    award_library(session, event, invitation.library_id)
    award_person(session, event, make_person(session, event))
    one = statements(session, event)
    for number in range(40):
        award_person(session, event, make_person(session, event, name=f"Contoh {number}"))

    assert statements(session, event) == one <= 12


def statements(session: Session, event: Event) -> int:
    seen: list[str] = []
    listener = lambda *args: seen.append(args[2])  # noqa: E731  # SQLAlchemy counts the parameters of a def
    bind = session.get_bind()
    session.flush()
    sa_event.listen(bind, "before_cursor_execute", listener)
    [one.institution for one in candidates_of(session, event)]
    sa_event.remove(bind, "before_cursor_execute", listener)
    return len(seen)


def test_the_dashboard_counts_only_who_the_rule_finds_waiting(session: Session, event: Event) -> None:
    person = make_person(session, event, roles=(EventRole.PARTICIPANT, EventRole.SPEAKER))
    make_person(session, event, name="Contoh Dua")
    award_person(session, event, person)
    before = figures_of(session, event.id).uncertified

    set_wording(session, event, terms=Terms(feedback_required=True))
    asked = figures_of(session, event.id).uncertified
    issue(session, event)

    assert (before, asked, figures_of(session, event.id).uncertified) == (2, 1, 0)

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.audit.tables import AuditEntry
from plm.awards.actions import AwardWords, change_award, give_award, withdraw_award
from plm.awards.queries import awards_of, get_award, winners_named
from plm.awards.rules import AwardWithdrawn, WinnerKey, WinnerKind, WinnerUnknown
from plm.errors import NotFound
from plm.events.queries import get_event_by_id
from plm.events.tables import Event
from plm.invitations.tables import Invitation
from plm.registration.rules import ParticipantState
from tests.awards.scenes import award_library, award_person
from tests.certificates.scenes import make_person
from tests.factories import NOON, make_event, make_library
from tests.registration.makers import make_invitation


@pytest.fixture
def invitation(session: Session) -> Invitation:
    return make_invitation(session)


@pytest.fixture
def event(session: Session, invitation: Invitation) -> Event:
    return get_event_by_id(session, invitation.event_id)


def test_awards_are_listed_with_their_winners(session: Session, event: Event, invitation: Invitation) -> None:
    award_library(session, event, invitation.library_id)
    award_person(session, event, make_person(session, event))

    lines = [(one.line, one.winner.key.kind, one.winner.name) for one in awards_of(session, event.id)]

    assert lines == [
        (
            "Terbaik I, Perpustakaan Desa Terbaik",
            WinnerKind.LIBRARY,
            awards_of(session, event.id)[0].winner.library.name,
        ),
        ("Peserta Teraktif", WinnerKind.PERSON, "Contoh Satu, S.Pd."),
    ]


def test_only_who_is_of_the_event_can_win(session: Session, event: Event) -> None:
    other = make_event(session, slug="lain")
    elsewhere, gone = make_person(session, other), make_person(session, event, state=ParticipantState.CANCELLED)
    uninvited = make_library(session, region_code="73.08.16.2018")

    for key in (
        WinnerKey(WinnerKind.PERSON, elsewhere.id),
        WinnerKey(WinnerKind.PERSON, gone.id),
        WinnerKey(WinnerKind.LIBRARY, uninvited.id),
        WinnerKey(WinnerKind.LIBRARY, 10**17),
    ):
        with pytest.raises(WinnerUnknown):
            give_award(session, event_id=event.id, words=AwardWords("Terbaik", "", key), by="account:1", now=NOON)
    assert awards_of(session, event.id) == []


def test_an_award_changes_hands_until_it_is_withdrawn(session: Session, event: Event, invitation: Invitation) -> None:
    award = award_person(session, event, make_person(session, event))
    words = AwardWords("Peserta Teraktif", "Terbaik I", WinnerKey(WinnerKind.LIBRARY, invitation.library_id))

    change_award(session, award=award, words=words, by="account:1", now=NOON)
    withdraw_award(session, award=award, by="account:1", now=NOON)

    assert (award.place, award.participant_id, award.library_id) == ("Terbaik I", None, invitation.library_id)
    with pytest.raises(AwardWithdrawn):
        change_award(session, award=award, words=words, by="account:1", now=NOON)
    with pytest.raises(AwardWithdrawn):
        withdraw_award(session, award=award, by="account:1", now=NOON)
    verbs = session.scalars(
        select(AuditEntry.verb).filter_by(event_id=event.id, subject=f"award:{award.id}").order_by(AuditEntry.id)
    )
    assert list(verbs) == ["awards.give", "awards.change", "awards.withdraw"]


def test_a_winner_who_was_cancelled_since_stays_while_other_words_change(session: Session, event: Event) -> None:
    person = make_person(session, event)
    award = award_person(session, event, person)
    person.state = ParticipantState.CANCELLED

    words = AwardWords("Peserta Paling Aktif", "", WinnerKey(WinnerKind.PERSON, person.id))
    change_award(session, award=award, words=words, by="account:1", now=NOON)

    assert award.category == "Peserta Paling Aktif"


def test_winners_are_found_by_name_and_institution(session: Session, event: Event, invitation: Invitation) -> None:
    person = make_person(session, event, name="Contoh 100%", institution="Dinas Perpustakaan Kabupaten Bone")

    def found(text: str) -> list[str]:
        return [one.key.word for one in winners_named(session, event.id, text)]

    assert found("100%") == [f"person-{person.id}"]
    assert found("kabupaten bone") == [f"person-{person.id}"]
    assert f"library-{invitation.library_id}" in found("perpus")
    assert f"library-{invitation.library_id}" in found("perpusdes")
    assert (found(""), found(" "), found("%%")) == ([], [], [])


def test_an_award_of_another_event_is_not_here(session: Session, event: Event) -> None:
    award = award_person(session, event, make_person(session, event))

    with pytest.raises(NotFound):
        get_award(session, event.id + 1, award.id)

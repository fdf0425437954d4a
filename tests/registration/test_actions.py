"""From the answer to the seats, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from plm.audit.queries import entries_of
from plm.errors import NotFound
from plm.invitations.rules import Reply
from plm.registration.actions import (
    accept_invitation,
    add_person,
    correct_participant,
    decline_invitation,
    hand_in_letter,
    receive_paper,
    reject_paper,
    save_participant,
    submit_delegation,
)
from plm.registration.queries import (
    Tab,
    delegation_counts,
    delegations_of,
    find_delegation,
    find_letter,
    individuals_of,
    participants_of,
    people_for_export,
    roles_of,
    roster_of,
)
from plm.registration.rules import (
    AlreadySubmitted,
    CostBearer,
    DocumentState,
    EventFull,
    EventRole,
    InvitationNotAccepted,
    LetterMissing,
    PaperAlreadyReceived,
    PaperChanged,
    ParticipantsMissing,
    PersonDetails,
    ReasonMissing,
    RegistrationClosed,
    RoleMissing,
    letter_slot,
)
from plm.registration.tables import Participant
from tests.factories import NOON, make_event, make_library
from tests.registration.makers import PERSON, make_draft, make_invitation, secret, stored


def test_accepting_opens_a_draft_and_again_changes_only_the_number(session):
    invitation = make_invitation(session, seats=3)

    first = accept_invitation(session, invitation=invitation, seats=3, actor="library:1", now=NOON)
    again = accept_invitation(session, invitation=invitation, seats=1, actor="library:1", now=NOON)

    assert (again.id, again.seats, invitation.reply) == (first.id, 1, Reply.ACCEPTED)


def test_more_people_than_invited_are_not_possible(session):
    invitation = make_invitation(session, seats=2)

    with pytest.raises(NotFound):
        accept_invitation(session, invitation=invitation, seats=3, actor="library:1", now=NOON)


def test_fewer_people_drop_the_last_ones(session):
    delegation = make_draft(session, invitation := make_invitation(session), seats=2)

    accept_invitation(session, invitation=invitation, seats=1, actor="library:1", now=NOON)

    assert [person.position_number for person in roster_of(session, delegation.id)] == [1]


def test_participant_saved_twice_is_one_row_with_one_link(session):
    delegation = make_draft(session, make_invitation(session))
    (before,) = roster_of(session, delegation.id)
    nonce = before.link_nonce

    save_participant(
        session,
        delegation=delegation,
        number=1,
        details=PersonDetails(name="<b>Trisno</b>"),
        role=EventRole.COMPANION,
        institution="Perpusdes Tangkum",
        secret_key=secret(),
        now=NOON,
    )

    (after,) = roster_of(session, delegation.id)
    assert (after.name, after.phone, after.link_nonce) == ("<b>Trisno</b>", "", nonce)
    assert roles_of(session, [after.id]) == {after.id: (EventRole.COMPANION,)}


def test_role_in_a_delegation_goes_with_the_corrected_position(session):
    delegation = make_draft(session, make_invitation(session))
    (person,) = roster_of(session, delegation.id)
    speaker = _add(session, make_event(session, slug="lain"), PERSON, {EventRole.SPEAKER})
    right = replace(PERSON, position="Pendamping")

    changed = [
        correct_participant(
            session, participant=one, details=right, institution=one.institution, actor="account:1", now=NOON
        )
        for one in (person, speaker)
    ]

    assert changed == [("position", "roles"), ("position",)]
    assert roles_of(session, [person.id, speaker.id]) == {
        person.id: (EventRole.COMPANION,),
        speaker.id: (EventRole.SPEAKER,),
    }


def test_mind_may_change_until_the_delegation_is_sent(session):
    invitation = make_invitation(session)
    make_draft(session, invitation)

    decline_invitation(session, invitation=invitation, reason="Bersamaan dengan panen", actor="library:1", now=NOON)
    declined = (invitation.reply, invitation.decline_reason)
    delegation = accept_invitation(session, invitation=invitation, seats=1, actor="library:1", now=NOON)
    submit_delegation(session, delegation=delegation, now=NOON)

    assert declined == (Reply.DECLINED, "Bersamaan dengan panen")
    assert invitation.decline_reason == ""
    with pytest.raises(AlreadySubmitted):
        decline_invitation(session, invitation=invitation, reason="Lain", actor="library:1", now=NOON)


def test_declining_needs_a_reason(session):
    with pytest.raises(ReasonMissing):
        decline_invitation(session, invitation=make_invitation(session), reason=" ", actor="library:1", now=NOON)


def test_submitting_takes_seats_once_and_says_who_did_it(session):
    event = make_event(session, capacity=5)
    delegation = make_draft(session, make_invitation(session, event), seats=2)

    first = submit_delegation(session, delegation=delegation, now=NOON)
    again = submit_delegation(session, delegation=delegation, now=NOON + timedelta(hours=1))

    assert (first, again, event.seats_taken, delegation.submitted_at) == (True, False, 2, NOON)
    assert entries_of(session, event.id)[0].verb == "delegation.submit"
    assert len(participants_of(session, event.id)) == 2


def test_full_event_refuses_and_takes_nothing(session):
    event = make_event(session, capacity=2, seats_taken=1)
    delegation = make_draft(session, make_invitation(session, event), seats=2)

    with pytest.raises(EventFull) as refused, session.begin_nested():
        submit_delegation(session, delegation=delegation, now=NOON)

    session.refresh(delegation)
    assert refused.value.facts == {"left": 1, "asked": 2}
    assert (event.seats_taken, delegation.submitted_at) == (1, None)


def test_submitting_says_what_is_missing(session):
    event = make_event(session)
    delegation = make_draft(session, invitation := make_invitation(session, event), seats=2, letter=False)
    with pytest.raises(LetterMissing):
        submit_delegation(session, delegation=delegation, now=NOON)

    roster_of(session, delegation.id)[1].phone = ""
    with pytest.raises(ParticipantsMissing) as refused:
        submit_delegation(session, delegation=delegation, now=NOON)
    assert refused.value.facts == {"numbers": [2]}

    event.registration_closes_at = NOON
    with pytest.raises(RegistrationClosed):
        submit_delegation(session, delegation=delegation, now=NOON)

    decline_invitation(session, invitation=invitation, reason="Sakit", actor="library:1", now=NOON)
    with pytest.raises(InvitationNotAccepted):
        submit_delegation(session, delegation=delegation, now=NOON)


def test_draft_cannot_be_changed_after_it_was_sent(session):
    delegation = make_draft(session, make_invitation(session))
    submit_delegation(session, delegation=delegation, now=NOON)

    with pytest.raises(AlreadySubmitted):
        save_participant(
            session,
            delegation=delegation,
            number=1,
            details=PERSON,
            role=EventRole.PARTICIPANT,
            institution="",
            secret_key=secret(),
            now=NOON,
        )


def test_same_letter_twice_is_kept_once_and_another_replaces_it(session):
    delegation = make_draft(session, make_invitation(session), letter=False)
    one, same, other = stored(b"a"), stored(b"a"), stored(b"b", "lain.pdf")

    taken = [hand_in_letter(session, delegation=delegation, file=file, now=NOON) for file in (one, same, other)]

    assert [(handed.taken, handed.unused_key) for handed in taken] == [
        (True, None),
        (False, same.storage_key),
        (True, one.storage_key),
    ]
    assert find_letter(session, delegation.id).filename == "lain.pdf"


def test_letter_is_judged_as_it_was_seen(session):
    delegation = make_draft(session, make_invitation(session))
    seen, slot = find_letter(session, delegation.id).sha256, letter_slot(delegation.id)
    hand_in_letter(session, delegation=delegation, file=stored(b"newer"), now=NOON)

    with pytest.raises(PaperChanged):
        receive_paper(session, slot=slot, seen=seen, actor="account:1", now=NOON)


def test_rejected_letter_may_be_replaced_and_a_received_one_not(session):
    delegation = make_draft(session, make_invitation(session))
    letter, slot = find_letter(session, delegation.id), letter_slot(delegation.id)
    with pytest.raises(ReasonMissing):
        reject_paper(session, slot=slot, seen=letter.sha256, reason="", actor="account:1", now=NOON)

    reject_paper(session, slot=slot, seen=letter.sha256, reason="Tanpa cap", actor="account:1", now=NOON)
    rejected = (letter.state, letter.reason, letter.judged_by)
    hand_in_letter(session, delegation=delegation, file=stored(b"stamped"), now=NOON)
    receive_paper(session, slot=slot, seen=letter.sha256, actor="account:1", now=NOON)

    assert rejected == (DocumentState.REJECTED, "Tanpa cap", "account:1")
    assert (letter.state, letter.reason) == (DocumentState.RECEIVED, "")
    with pytest.raises(PaperAlreadyReceived):
        hand_in_letter(session, delegation=delegation, file=stored(b"once more"), now=NOON)


def test_person_without_library_holds_several_roles_and_sits_on_no_seat(session):
    event = make_event(session, capacity=1, seats_taken=1)
    details = PersonDetails(name="Contoh Lima")

    person = _add(session, event, details, {EventRole.SPEAKER, EventRole.PANELIST})

    assert roles_of(session, [person.id]) == {person.id: (EventRole.SPEAKER, EventRole.PANELIST)}
    assert [one.id for one in individuals_of(session, event.id)] == [person.id]
    with pytest.raises(EventFull):
        _add(session, event, details, {EventRole.GUEST})
    with pytest.raises(RoleMissing):
        _add(session, event, details, set())


def test_list_counts_its_piles_and_finds_people_and_places(session):
    event = make_event(session)
    sent = make_draft(session, make_invitation(session, event))
    submit_delegation(session, delegation=sent, now=NOON)
    library = make_library(session, region_code="62.13.09.2010", name="Perpusdes Pangkan", folded_name="pangkan")
    draft = make_draft(session, make_invitation(session, event, library))
    roster_of(session, draft.id)[0].name = "Trisno"
    session.flush()

    counts = delegation_counts(session, event.id)

    assert counts == {
        Tab.ALL: 2,
        Tab.DRAFT: 1,
        Tab.SUBMITTED: 1,
        Tab.LETTER_PENDING: 1,
        Tab.LETTER_RECEIVED: 0,
        Tab.LETTER_REJECTED: 0,
    }
    for search in ("trisno", "pangkan", "62.13.09"):
        assert [line.delegation.id for line in delegations_of(session, event.id, search=search)] == [draft.id]
    assert delegations_of(session, event.id, search="%") == []
    assert [line.delegation.id for line in delegations_of(session, event.id, tab=Tab.DRAFT)] == [draft.id]


def test_export_and_lists_leave_drafts_and_other_events_out(session):
    event, other = make_event(session), make_event(session, slug="lain")
    library = make_library(session)
    sent = make_draft(session, make_invitation(session, event, library))
    submit_delegation(session, delegation=sent, now=NOON)
    make_draft(session, make_invitation(session, other, library))
    _add(session, event, PersonDetails(name="Contoh Lima"), {EventRole.SPEAKER})

    lines = people_for_export(session, event.id)

    assert [(line.participant.name, line.library) for line in lines] == [
        ("Contoh Satu", library),
        ("Contoh Lima", None),
    ]
    here = Participant.event_id.in_([event.id, other.id])
    assert session.scalar(select(func.count()).where(here)) == 3
    assert find_delegation(session, other.id, sent.library_id) is not sent


def _add(session, event, details, roles):
    return add_person(
        session,
        event_id=event.id,
        details=details,
        institution="Contoh Lembaga",
        roles=frozenset(roles),
        cost_bearer=CostBearer.ORGANISER,
        secret_key=secret(),
        actor="account:1",
        now=NOON,
    )

"""Somebody else comes, or nobody: seats, places and traces, on both databases."""

from dataclasses import replace

import pytest

from plm.audit.queries import entries_of
from plm.events.queries import get_event_by_id
from plm.invitations.queries import free_places, get_invitation
from plm.invitations.rules import Reply
from plm.registration.actions import add_person, cancel_participant, submit_delegation, substitute_participant
from plm.registration.queries import (
    count_registered,
    delegation_counts,
    roles_of,
    roster_of,
)
from plm.registration.queries.lists import Tab
from plm.registration.rules import (
    COMPANION_POSITION,
    CostBearer,
    EventRole,
    NotRegistered,
    ParticipantState,
    PersonDetails,
    ReasonMissing,
)
from tests.factories import NOON, make_event, make_library
from tests.registration.makers import PERSON, make_draft, make_invitation, secret

OTHER = replace(PERSON, name="Contoh Dua", position=COMPANION_POSITION)


@pytest.fixture
def delegation(session):
    delegation = make_draft(session, make_invitation(session), seats=2)
    submit_delegation(session, delegation=delegation, now=NOON)
    return delegation


def _seats(session, delegation):
    return get_event_by_id(session, delegation.event_id).seats_taken


def _cancel(session, person, reason="Sakit"):
    return cancel_participant(session, participant=person, reason=reason, actor="library:1", now=NOON)


def _substitute(session, person, details=OTHER):
    return substitute_participant(
        session, participant=person, details=details, secret_key=secret(), actor="library:1", now=NOON
    )


def test_whoever_comes_instead_has_the_seat_and_the_number(session, delegation):
    leaving, staying = roster_of(session, delegation.id)
    fresh = _substitute(session, leaving)

    assert [person.name for person in roster_of(session, delegation.id)] == ["Contoh Dua", staying.name]
    assert (leaving.state, leaving.position_number) == (ParticipantState.SUBSTITUTED, None)
    assert (leaving.substituted_by_id, fresh.position_number, fresh.cost_bearer) == (fresh.id, 1, CostBearer.ORGANISER)
    assert fresh.institution == leaving.institution
    assert fresh.token_hash != leaving.token_hash
    assert roles_of(session, [fresh.id])[fresh.id] == (EventRole.COMPANION,)
    assert (_seats(session, delegation), count_registered(session, delegation.event_id)) == (2, 2)
    entry = entries_of(session, delegation.event_id, limit=1)[0]
    assert (entry.verb, entry.subject, entry.actor) == (
        "participant.substitute",
        f"participant:{leaving.id}",
        "library:1",
    )


def test_other_roles_go_over_too(session):
    event = make_event(session)
    person = add_person(
        session, event_id=event.id, details=PersonDetails(name="Contoh Lima"), institution="Contoh",
        roles=frozenset({EventRole.SPEAKER, EventRole.PANELIST}), cost_bearer=CostBearer.SELF, secret_key=secret(),
        actor="account:1", now=NOON,
    )  # fmt: skip
    fresh = _substitute(session, person)

    assert roles_of(session, [fresh.id])[fresh.id] == (EventRole.SPEAKER, EventRole.PANELIST)
    assert (fresh.delegation_id, fresh.cost_bearer) == (None, CostBearer.SELF)


def test_cancelling_frees_the_seat_once(session, delegation):
    leaving, staying = roster_of(session, delegation.id)
    gone = _cancel(session, leaving)

    assert gone is None
    assert (leaving.state, leaving.end_reason) == (ParticipantState.CANCELLED, "Sakit")
    assert (_seats(session, delegation), delegation.seats) == (1, 1)
    assert roster_of(session, delegation.id) == [staying]
    with pytest.raises(NotRegistered):
        _cancel(session, leaving)
    with pytest.raises(NotRegistered):
        _substitute(session, leaving)
    assert _seats(session, delegation) == 1


def test_the_last_one_takes_the_delegation_along_and_its_place_moves(session, delegation):
    for person in roster_of(session, delegation.id):
        gone = _cancel(session, person)
    invitation = get_invitation(session, delegation.event_id, delegation.invitation_id)

    assert gone is delegation
    assert delegation.cancelled_at == NOON
    assert _seats(session, delegation) == 0
    assert (invitation.reply, invitation.decline_reason) == (Reply.DECLINED, "Sakit")
    assert delegation_counts(session, delegation.event_id)[Tab.SUBMITTED] == 0
    assert count_registered(session, delegation.event_id) == 0


def test_speaker_who_cancels_frees_no_seat(session):
    event = make_event(session, seats_taken=1)
    person = add_person(
        session, event_id=event.id, details=PersonDetails(name="Contoh Lima"), institution="Contoh",
        roles=frozenset({EventRole.SPEAKER}), cost_bearer=CostBearer.SELF, secret_key=secret(), actor="account:1",
        now=NOON,
    )  # fmt: skip
    _cancel(session, person)

    assert get_event_by_id(session, event.id).seats_taken == 1


def test_drafts_are_not_cancelled_and_reasons_are_needed(session, delegation):
    elsewhere = make_library(session, region_code="62.13.09.2010")
    draft = make_draft(session, make_invitation(session, make_event(session, slug="lain"), elsewhere))
    [person] = roster_of(session, draft.id)

    with pytest.raises(NotRegistered):
        _cancel(session, person)
    with pytest.raises(ReasonMissing):
        _cancel(session, roster_of(session, delegation.id)[0], reason=" ")


def test_place_of_a_cancelled_library_is_free_for_the_reserve(session, delegation):
    before = free_places(session, delegation.event_id, now=NOON)
    for person in roster_of(session, delegation.id):
        _cancel(session, person)

    assert free_places(session, delegation.event_id, now=NOON) == before + 1

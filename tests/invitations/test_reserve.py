"""Freed places move to the next by the policy's rule, once, on both databases."""

from datetime import timedelta
from decimal import Decimal

import pytest

from plm.eligibility.actions import run_decision
from plm.eligibility.queries import eligible_library_ids
from plm.eligibility.rules import Policy
from plm.invitations.actions import (
    invite_libraries,
    move_places,
    propose_moves,
    renew_link,
    reply_to,
    revoke_link,
    set_reserve,
)
from plm.invitations.queries import (
    find_invitation,
    free_places,
    freed_of,
    moves_of,
    reserve_setting,
    seats_by_kind,
    settings_that_move,
)
from plm.invitations.rules import FreedBy, PlaceMoved, Reply, RunOutdated
from plm.libraries.rules import LibraryKind
from tests.eligibility.makers import make_scene, make_score
from tests.factories import NOON, make_library

BEST = Policy(minimum={LibraryKind.VILLAGE: Decimal(5)}, best_per_regency=1)
SECRET = "rahasia"
SOON = NOON + timedelta(days=7)


@pytest.fixture
def scene(session):
    """Tangkum is invited with its office; Pangkan and Turan Amis wait in this order."""
    scene = make_scene(session, policy=BEST)
    run_decision(session, event=scene.event, actor="cli", now=NOON)
    invite(session, scene)
    return scene


def invite(session, scene):
    ids = eligible_library_ids(session, scene.event.id)
    invite_libraries(
        session, event=scene.event, library_ids=ids, seats=2, expires_at=SOON, secret_key=SECRET, invited_by="cli",
        now=NOON,
    )  # fmt: skip


def decline(session, scene, library, now=NOON):
    invitation = find_invitation(session, scene.event.id, library.id)
    reply_to(session, invitation=invitation, reply=Reply.DECLINED, reason="Panen raya", actor="library:1", now=now)
    return invitation


def move(session, scene, now=NOON):
    return move_places(session, event=scene.event, secret_key=SECRET, actor="account:3", now=now)


def test_a_declined_place_goes_to_the_next_of_the_regency_once(session, scene):
    gave = decline(session, scene, scene.tangkum)
    (proposal,) = propose_moves(session, event=scene.event, now=NOON)
    (moved,), (made,) = move(session, scene)
    again = move(session, scene)

    assert (proposal.freed.cause, proposal.to) == (FreedBy.DECLINED, (scene.pangkan.id,))
    assert (moved.to_library_id, made.library_id, made.seats) == (scene.pangkan.id, scene.pangkan.id, 2)
    assert made.expires_at == NOON + timedelta(days=7)
    assert gave.place_moved_at == NOON
    assert again == ([], [])
    (line,) = moves_of(session, scene.event.id)
    assert (line.freed, line.to, line.move.moved_by) == (scene.tangkum, scene.pangkan, "account:3")


def test_the_chain_goes_on_until_nobody_is_left(session, scene):
    decline(session, scene, scene.tangkum)
    move(session, scene)
    decline(session, scene, scene.pangkan)
    (second,), _ = move(session, scene)
    decline(session, scene, scene.turan_amis)
    (last,), made = move(session, scene)

    assert second.to_library_id == scene.turan_amis.id
    assert (last.to_library_id, made) == (None, [])
    assert find_invitation(session, scene.event.id, scene.turan_amis.id).place_moved_at is None


def test_an_expired_and_a_revoked_place_are_free_too_and_a_taken_one_is_not(session, scene):
    later = SOON + timedelta(seconds=1)
    office = find_invitation(session, scene.event.id, scene.office.id)
    reply_to(session, invitation=office, reply=Reply.ACCEPTED, actor="library:4", now=NOON)
    (expired,) = freed_of(session, scene.event.id, now=later)
    revoke_link(session, invitation=office, actor="account:3", now=NOON)
    freed = freed_of(session, scene.event.id, now=later)

    assert (expired.library_id, expired.cause, expired.at) == (scene.tangkum.id, FreedBy.EXPIRED, SOON)
    assert [one.cause for one in freed] == [FreedBy.REVOKED, FreedBy.EXPIRED]
    assert (free_places(session, scene.event.id, now=NOON), free_places(session, scene.event.id, now=later)) == (1, 2)


def test_who_changes_its_mind_after_the_move_is_told_and_a_new_link_lets_it_in(session, scene):
    gave = decline(session, scene, scene.tangkum)
    move(session, scene)

    with pytest.raises(PlaceMoved):
        reply_to(session, invitation=gave, reply=Reply.ACCEPTED, actor="library:1", now=NOON)
    renew_link(session, invitation=gave, expires_at=SOON, secret_key=SECRET, actor="account:3", now=NOON)
    reply_to(session, invitation=gave, reply=Reply.ACCEPTED, actor="library:1", now=NOON)
    assert gave.reply is Reply.ACCEPTED


def test_when_the_facts_have_moved_a_new_run_comes_first(session, scene):
    decline(session, scene, scene.tangkum)
    make_score(session, scene.period, make_library(session, region_code="73.08.16.2018"), "9")

    with pytest.raises(RunOutdated):
        move(session, scene)
    run_decision(session, event=scene.event, actor="cli", now=NOON)
    (moved,), _ = move(session, scene)
    assert moved.to_library_id == scene.pangkan.id


def test_only_events_that_let_places_move_by_themselves_are_looked_after(session, scene):
    decline(session, scene, scene.tangkum)
    before = settings_that_move(session, now=NOON)
    set_reserve(session, event=scene.event, automatic=True, term_days=3, actor="account:3", now=NOON)
    during = settings_that_move(session, now=NOON)
    _, (made,) = move(session, scene)

    assert (before, during) == ([], [scene.event.id])
    assert made.expires_at == NOON + timedelta(days=3)
    assert settings_that_move(session, now=NOON) == []
    assert reserve_setting(session, scene.event.id).automatic


def test_places_are_counted_by_kind(session, scene):
    office = find_invitation(session, scene.event.id, scene.office.id)
    reply_to(session, invitation=office, reply=Reply.ACCEPTED, actor="library:4", now=NOON)

    seats = {one.kind: one for one in seats_by_kind(session, scene.event.id, now=NOON)}

    village, office_seats = seats[LibraryKind.VILLAGE], seats[LibraryKind.REGENCY]
    assert (village.capacity, village.held, village.accepted, village.reserve) == (None, 1, 0, 2)
    assert (office_seats.held, office_seats.accepted, office_seats.free) == (0, 1, None)

"""A freed place moves once, however many press in one moment."""

import threading
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from plm.codes import new_nonce
from plm.eligibility.actions import run_decision, set_policy
from plm.eligibility.queries import eligible_library_ids
from plm.eligibility.rules import Policy
from plm.events.rules import EventLevel
from plm.events.tables import Event
from plm.invitations.actions import invite_libraries, move_places, reply_to, reserve
from plm.invitations.queries import find_invitation, freed_of
from plm.invitations.rules import PlaceMoved, Reply
from plm.invitations.tables import Invitation, ReserveMove
from plm.libraries.rules import LibraryKind
from plm.registration.actions import accept_invitation
from tests.eligibility.makers import make_period, make_score
from tests.factories import NOON, make_event, make_library, make_region
from tests.races.test_last_seat import at_once

CLICKS = 8


@pytest.fixture
def event_id(app: Flask, engine: Engine) -> int:
    """An event of a regency of its own with one place given up and three on the reserve."""
    with app.app_context(), Session(engine) as session:
        word = new_nonce()
        # A made-up regency of this test's own, so that no other library is in question.
        regency = f"9{int(word[:4], 16) % 10}.{int(word[4:8], 16) % 90 + 10}"
        make_region(session, f"{regency}.01.2001")
        event = make_event(session, slug=f"cadangan-{word}", level=EventLevel.REGENCY, region_code=regency)
        period = make_period(session, code=f"p-{word}"[:40])
        for number in range(4):
            village = make_library(session, region_code=f"{regency}.01.2001", name=f"Perpusdes Contoh {number} {word}")
            make_score(session, period, village, f"{9 - number}")
        policy = Policy(minimum={LibraryKind.VILLAGE: Decimal(1)}, best_per_regency=1)
        set_policy(session, event_id=event.id, period_id=period.id, policy=policy, actor="cli", now=NOON)
        run = run_decision(session, event=event, actor="cli", now=NOON)
        (first,) = eligible_library_ids(session, event.id)
        invite_libraries(
            session, event=event, library_ids=[first], seats=1, expires_at=NOON.replace(year=2099), secret_key="x",
            invited_by="cli", now=NOON,
        )  # fmt: skip
        invitation = find_invitation(session, event.id, first)
        reply_to(session, invitation=invitation, reply=Reply.DECLINED, reason="Panen", actor="library:1", now=NOON)
        session.commit()
        assert run.number == 1
        return event.id


def press(engine: Engine, event_id: int) -> int:
    with Session(engine) as session:
        event = session.get_one(Event, event_id)
        moves, _ = move_places(session, event=event, secret_key="x", actor="account:1", now=NOON)
        session.commit()
        return len(moves)


def invited(engine: Engine, event_id: int) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).where(Invitation.event_id == event_id)) or 0


def test_many_presses_move_the_place_once(engine, event_id):
    outcomes = at_once(lambda _: press(engine, event_id), list(range(CLICKS)))

    assert outcomes == {1: 1, 0: CLICKS - 1}
    assert invited(engine, event_id) == 2


def change_its_mind(engine: Engine, event_id: int) -> bool:
    """The library that declined accepts after all."""
    with Session(engine) as session:
        invitation = session.scalars(select(Invitation).where(Invitation.event_id == event_id).limit(1)).one()
        accept_invitation(session, invitation=invitation, seats=1, actor="library:1", now=NOON)
        session.commit()
        return True


def taken_twice(engine: Engine, event_id: int) -> bool:
    """Whether the library comes although its place has gone to another one."""
    with Session(engine) as session:
        query = select(Invitation).where(Invitation.event_id == event_id, Invitation.reply == Reply.ACCEPTED)
        return any(one.place_moved_at is not None for one in session.scalars(query))


def test_a_library_that_changes_its_mind_at_that_moment_has_its_place_or_is_told(engine, event_id):
    def do(number: int) -> str:
        if number % 2:
            return f"moved {press(engine, event_id)}"
        return f"came {change_its_mind(engine, event_id)}"

    outcomes = at_once(do, list(range(CLICKS)))

    assert not taken_twice(engine, event_id)
    assert outcomes["moved 1"] + (outcomes["came True"] > 0) == 1
    assert outcomes["came True"] + outcomes[PlaceMoved] == CLICKS // 2


def test_without_the_lock_it_would_come_although_its_place_is_gone(engine, event_id, monkeypatch):
    """The control: nobody holds the invitation, and the library accepts between looking and moving."""
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer, so nobody can come in between")
    propose = reserve.propose_moves

    def look_then_let_it_in(session, **what):
        found = propose(session, **what)
        change_its_mind(engine, event_id)
        return found

    def hold_nothing(session, *, event_id, now):
        return {one.invitation_id for one in freed_of(session, event_id, now=now)}

    monkeypatch.setattr(reserve, "hold_freed", hold_nothing)
    monkeypatch.setattr(reserve, "propose_moves", look_then_let_it_in)

    assert press(engine, event_id) == 1
    assert taken_twice(engine, event_id)


def test_without_taking_turns_and_the_constraint_it_would_move_several_times(engine, event_id):
    """The control: everybody looks first, then moves what they saw, with no ordinal of their own to collide in."""
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer, so nobody can look beside another")
    everybody = threading.Barrier(CLICKS)
    propose = reserve.propose_moves
    taken = iter(range(CLICKS))

    def look_and_wait(session, **what):
        found = propose(session, **what)
        everybody.wait()
        return found

    def blind(number: int) -> int:
        with Session(engine) as session:
            (proposal,) = look_and_wait(session, event=session.get_one(Event, event_id), now=NOON)
            session.add(
                ReserveMove(
                    event_id=event_id,
                    run_id=session.scalar(select(func.max(Invitation.run_id))) or 0,
                    freed_invitation_id=proposal.freed.invitation_id,
                    ordinal=next(taken),
                    cause=proposal.freed.cause,
                    to_library_id=proposal.to[0],
                    moved_at=NOON,
                    moved_by="blind",
                )
            )
            session.commit()
            return 1

    assert at_once(blind, list(range(CLICKS)))[1] > 1

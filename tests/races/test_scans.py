"""Sixty-four scanners at one door, each with a connection of its own; every guard has its control."""

import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from plm.checkin.actions import add_device, annul_own_scan, issue_tickets, record_scan, recording, scans
from plm.checkin.queries import Known, Overtaken, Runner, Statement, post_of
from plm.checkin.rules import ACCEPTED, Direction, FirstScan, ScanAnswer, ScanOutcome, ScanRequest
from plm.checkin.tables import Checkpoint, Device, Presence, Scan, Ticket
from plm.codes import new_nonce
from plm.events.tables import Event
from tests.checkin.people import SECRET, make_checkpoint, make_holder, scan_of
from tests.factories import NOON, make_event
from tests.races.hands import all_at_once

HANDS = 64


@dataclass(frozen=True)
class Door:
    """Ids and a code that every thread looks up for itself."""

    event_id: int
    checkpoint_id: int
    participant_id: int
    ticket_id: int
    code: str


@pytest.fixture
def door(engine: Engine) -> Door:
    """An event of this test's own, so its rows may stay."""
    with Session(engine) as session:
        event = make_event(session, slug=f"pintu-{new_nonce()}")
        checkpoint, holder = make_checkpoint(session, event), make_holder(session, event)
        session.commit()
        return Door(event.id, checkpoint.id, holder.participant.id, holder.ticket_id, holder.code)


def scan_at(engine: Engine, door: Door, request: ScanRequest, hand: int) -> ScanAnswer:
    with Session(engine) as session:
        answer = record_scan(
            session,
            post=post_of(session.get_one(Event, door.event_id), session.get_one(Checkpoint, door.checkpoint_id)),
            scan=request,
            scanned_by=f"Meja {hand}",
            now=NOON,
        )
        session.commit()
        return answer


def rows(engine: Engine, table: type[Scan] | type[Presence], door: Door) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(table).where(table.event_id == door.event_id)) or 0


def assert_one_came_in(engine: Engine, door: Door, results: list[object]) -> None:
    """One accepted; all others are duplicates and name that one; everything is in the ledger."""
    answers = [result for result in results if isinstance(result, ScanAnswer)]
    assert len(answers) == HANDS, results
    (winner,) = [hand for hand, answer in enumerate(answers) if answer.verdict == ACCEPTED]
    others = {answer.verdict for hand, answer in enumerate(answers) if hand != winner}
    assert {verdict.outcome for verdict in others} == {ScanOutcome.DUPLICATE}
    assert {verdict.first for verdict in others} == {FirstScan(NOON, "Pintu Pleno", f"Meja {winner}")}
    assert (rows(engine, Scan, door), rows(engine, Presence, door)) == (HANDS, 1)


def assert_one_answer(engine: Engine, door: Door, results: list[object], *, before: int = 0) -> None:
    """All answers are equal, accepted, and stand in one row."""
    assert results == [results[0]] * HANDS
    assert isinstance(results[0], ScanAnswer)
    assert results[0].verdict == ACCEPTED
    assert rows(engine, Scan, door) == before + 1


def test_of_parallel_scans_of_one_ticket_one_is_accepted(engine: Engine, door: Door) -> None:
    results = all_at_once(lambda hand: scan_at(engine, door, scan_of(door.code), hand), HANDS)

    assert_one_came_in(engine, door, results)


def test_without_the_slots_row_the_race_is_lost(engine: Engine, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: where nobody has to take the slot, everybody is let in."""
    kept = recording.write

    def without_the_slot(runner: Runner, **rows: Any) -> None:
        kept(runner, **{**rows, "presences": []})

    monkeypatch.setattr(recording, "write", without_the_slot)
    results = all_at_once(lambda hand: scan_at(engine, door, scan_of(door.code), hand), HANDS)

    with pytest.raises((AssertionError, ValueError)):
        assert_one_came_in(engine, door, results)


def test_without_the_version_two_exits_of_one_moment_both_count(
    engine: Engine, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the slot's version: whoever read the same state settles the same exit again."""
    let_everybody_out(engine, door)
    kept = recording.write
    everybody_has_read = threading.Barrier(HANDS, timeout=60)

    def whatever_the_version(runner: Runner, **rows: Any) -> None:
        everybody_has_read.wait()
        with suppress(Overtaken):
            kept(runner, **{**rows, "scans": []})
        kept(runner, **{**rows, "presences": []})

    monkeypatch.setattr(recording, "write", whatever_the_version)
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer: nobody reads the same state twice")
    results = all_at_once(lambda hand: scan_at(engine, door, exit_of(door), hand), HANDS)

    with pytest.raises(AssertionError):
        assert_one_left(results)


def test_of_parallel_exits_of_one_person_one_counts(engine: Engine, door: Door) -> None:
    let_everybody_out(engine, door)

    results = all_at_once(lambda hand: scan_at(engine, door, exit_of(door), hand), HANDS)

    assert_one_left(results)


def let_everybody_out(engine: Engine, door: Door) -> None:
    """The door takes exits, and its one person is inside."""
    with Session(engine) as session:
        session.get_one(Checkpoint, door.checkpoint_id).exits = True
        session.commit()
    assert scan_at(engine, door, scan_of(door.code), 0).verdict == ACCEPTED


def exit_of(door: Door, **changes: Any) -> ScanRequest:
    return scan_of(door.code, direction=Direction.OUT, **changes)


def assert_one_left(results: list[object]) -> None:
    outcomes = Counter(result.verdict.outcome for result in results if isinstance(result, ScanAnswer))
    assert outcomes == {ScanOutcome.ACCEPTED: 1, ScanOutcome.DUPLICATE: HANDS - 1}, results


@pytest.mark.parametrize("direction", list(Direction))
def test_parallel_replays_of_one_scan_are_one_row_and_one_answer(
    engine: Engine, door: Door, direction: Direction
) -> None:
    before = 0
    if direction is Direction.OUT:
        let_everybody_out(engine, door)
        before = 1
    request = scan_of(door.code, id=str(uuid4()), direction=direction)

    results = all_at_once(lambda hand: scan_at(engine, door, request, hand), HANDS)

    assert_one_answer(engine, door, results, before=before)


@pytest.mark.parametrize("direction", list(Direction))
def test_without_looking_at_the_id_first_a_replay_has_no_answer(
    engine: Engine, door: Door, direction: Direction, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: judged anew, the person inside is told "already in", or the row's key breaks the request."""
    before = 0
    if direction is Direction.OUT:
        let_everybody_out(engine, door)
        before = 1
    request = scan_of(door.code, id=str(uuid4()), direction=direction)
    kept = recording.known_of

    def without_the_id(runner: Runner, asked: Any) -> dict[str, Known]:
        return {id_: replace(one, stored=None) for id_, one in kept(runner, asked).items()}

    monkeypatch.setattr(recording, "known_of", without_the_id)
    monkeypatch.setattr(scans, "MOST_TRIES", 3)
    results = all_at_once(lambda hand: scan_at(engine, door, request, hand), HANDS)

    with pytest.raises(AssertionError):
        assert_one_answer(engine, door, results, before=before)


def test_a_scan_and_its_annulment_in_one_moment_leave_nobody_inside(engine: Engine, door: Door) -> None:
    """Whichever comes first: the id is dead, and the person can come in again."""
    with Session(engine) as session:
        made, _token = add_device(
            session,
            event_id=door.event_id,
            checkpoint=session.get_one(Checkpoint, door.checkpoint_id),
            name="Ponsel A",
            actor="cli",
            now=NOON,
        )
        session.commit()
        device_id = made.id
    request = scan_of(door.code)

    def one_or_the_other(hand: int) -> object:
        with Session(engine) as session:
            event, place = session.get_one(Event, door.event_id), session.get_one(Checkpoint, door.checkpoint_id)
            post = post_of(event, place, session.get_one(Device, device_id))
            if hand % 2:
                annul_own_scan(session, post=post, scan_id=request.id, reason="", now=NOON)
            else:
                record_scan(session, post=post, scan=request, scanned_by="Ponsel A", now=NOON)
            session.commit()
        return None

    assert all_at_once(one_or_the_other, HANDS) == [None] * HANDS
    with Session(engine) as session:
        inside = session.scalars(select(Presence).where(Presence.event_id == door.event_id)).all()
        assert [one.scan_id for one in inside] in ([], [None])
    assert scan_at(engine, door, scan_of(door.code), 0).verdict == ACCEPTED


def test_of_many_at_once_as_many_come_in_as_there_are_places(engine: Engine, door: Door) -> None:
    codes = full_house(engine, door, places=5)

    results = all_at_once(lambda hand: scan_at(engine, door, scan_of(codes[hand]), hand), HANDS)

    outcomes = Counter(result.verdict.outcome for result in results if isinstance(result, ScanAnswer))
    assert outcomes == {ScanOutcome.ACCEPTED: 5, ScanOutcome.REFUSED: HANDS - 5}, results


def test_without_taking_turns_more_come_in_than_there_are_places(
    engine: Engine, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: who counts without waiting for the others counts the same free place again."""
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer: everybody takes turns anyway")
    codes = full_house(engine, door, places=5)
    monkeypatch.setattr(scans, "_TURN", Statement("SELECT CAST(:id AS bigint)"))

    results = all_at_once(lambda hand: scan_at(engine, door, scan_of(codes[hand]), hand), HANDS)

    accepted = [one for one in results if isinstance(one, ScanAnswer) and one.verdict == ACCEPTED]
    assert len(accepted) > 5


def full_house(engine: Engine, door: Door, *, places: int) -> list[str]:
    """The door has so many places, and everybody a ticket of their own."""
    with Session(engine) as session:
        session.get_one(Checkpoint, door.checkpoint_id).capacity = places
        event = session.get_one(Event, door.event_id)
        codes = [make_holder(session, event, name=f"Contoh {hand}").code for hand in range(HANDS)]
        session.commit()
        return codes


def test_parallel_requests_for_a_ticket_issue_one(engine: Engine, door: Door) -> None:
    with Session(engine) as session:
        session.get_one(Ticket, door.ticket_id).revoked_at = NOON
        session.commit()

    def issue(hand: int) -> int:
        with Session(engine) as session:
            new = issue_tickets(
                session, event_id=door.event_id, participant_ids=[door.participant_id], secret_key=SECRET, now=NOON
            )
            session.commit()
            return new

    results = all_at_once(issue, HANDS)

    assert sorted(results) == [0] * (HANDS - 1) + [1]  # type: ignore[type-var]  # all are counts

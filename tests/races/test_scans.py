"""Sixty-four scanners at one door, each with a connection of its own; every guard has its control."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from plm.checkin.actions import issue_tickets, record_scan, scans
from plm.checkin.rules import ACCEPTED, Direction, FirstScan, ScanAnswer, ScanOutcome, ScanRequest
from plm.checkin.tables import Checkpoint, Entry, Scan, Ticket
from plm.codes import new_nonce
from plm.db import Base, prepare_sqlite
from plm.events.tables import Event
from tests.checkin.people import SECRET, make_checkpoint, make_holder, scan_of
from tests.factories import NOON, make_event

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
def engine(app: Flask) -> Iterator[Engine]:
    """An engine of its own over the migrated database, with real commits."""
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"], pool_size=HANDS, max_overflow=0)
    prepare_sqlite(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def door(engine: Engine) -> Door:
    """An event of this test's own, so its rows may stay."""
    with Session(engine) as session:
        event = make_event(session, slug=f"pintu-{new_nonce()}")
        checkpoint, holder = make_checkpoint(session, event), make_holder(session, event)
        session.commit()
        return Door(event.id, checkpoint.id, holder.participant.id, holder.ticket_id, holder.code)


def all_at_once(work: Callable[[int], object]) -> list[object]:
    """What each thread got or raised, begun at one moment."""
    start, results = threading.Barrier(HANDS), [None] * HANDS

    def run(hand: int) -> None:
        start.wait()
        try:
            results[hand] = work(hand)
        except Exception as error:  # noqa: BLE001  # the error is the result
            results[hand] = error

    threads = [threading.Thread(target=run, args=(hand,)) for hand in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def scan_at(engine: Engine, door: Door, request: ScanRequest, hand: int) -> ScanAnswer:
    with Session(engine) as session:
        answer = record_scan(
            session,
            event=session.get_one(Event, door.event_id),
            checkpoint=session.get_one(Checkpoint, door.checkpoint_id),
            scan=request,
            scanned_by=f"Meja {hand}",
            now=NOON,
        )
        session.commit()
        return answer


def rows(engine: Engine, table: type[Scan] | type[Entry], door: Door) -> int:
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
    assert (rows(engine, Scan, door), rows(engine, Entry, door)) == (HANDS, 1)


def assert_one_answer(engine: Engine, door: Door, results: list[object]) -> None:
    """All answers are equal, accepted, and stand in one row."""
    assert results == [results[0]] * HANDS
    assert isinstance(results[0], ScanAnswer)
    assert results[0].verdict == ACCEPTED
    assert rows(engine, Scan, door) == 1


def test_of_parallel_scans_of_one_ticket_one_is_accepted(engine: Engine, door: Door) -> None:
    results = all_at_once(lambda hand: scan_at(engine, door, scan_of(door.code), hand))

    assert_one_came_in(engine, door, results)


def test_without_the_key_of_entries_the_race_is_lost(
    engine: Engine, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: where nobody has to take the key of the entry, everybody is let in."""
    kept = scans.insert_once

    def without_the_key(session: Session, table: type[Base], values: dict) -> bool:
        return True if table is Entry else kept(session, table, values)

    monkeypatch.setattr(scans, "insert_once", without_the_key)
    results = all_at_once(lambda hand: scan_at(engine, door, scan_of(door.code), hand))

    with pytest.raises((AssertionError, ValueError)):
        assert_one_came_in(engine, door, results)


@pytest.mark.parametrize("direction", list(Direction))
def test_parallel_replays_of_one_scan_are_one_row_and_one_answer(
    engine: Engine, door: Door, direction: Direction
) -> None:
    request = scan_of(door.code, id=str(uuid4()), direction=direction)

    results = all_at_once(lambda hand: scan_at(engine, door, request, hand))

    assert_one_answer(engine, door, results)


def test_without_looking_at_the_id_first_a_replay_is_answered_otherwise(
    engine: Engine, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: judged anew, the person inside is told "already in", or the row's key breaks the request."""

    def write_blindly(session: Session, table: type[Base], values: dict) -> bool:
        session.add(table(**values))
        session.flush()
        return True

    request = scan_of(door.code, id=str(uuid4()))
    monkeypatch.setattr(scans, "find_scan", lambda session, scan_id: None)
    monkeypatch.setattr(scans, "insert_once", write_blindly)
    results = all_at_once(lambda hand: scan_at(engine, door, request, hand))

    with pytest.raises(AssertionError):
        assert_one_answer(engine, door, results)


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

    results = all_at_once(issue)

    assert sorted(results) == [0] * (HANDS - 1) + [1]  # type: ignore[type-var]  # all are counts

"""Workers and the committee at one run at the same moment: everybody printed once, and the run ends."""

import threading

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from plm.certificates.actions import (
    Printed,
    Signing,
    finish_runs,
    issue_certificates,
    note_fetched,
    pause_run,
    runs,
    store_pack,
)
from plm.certificates.rules import RunOver
from plm.certificates.tables import Certificate, CertificatePack, CertificateRun
from plm.codes import new_nonce
from plm.events.tables import Event
from tests.certificates.scenes import make_person, set_wording
from tests.factories import NOON, make_event
from tests.races.hands import all_at_once

HANDS = 4
PEOPLE = 8


@pytest.fixture
def run_id(engine: Engine) -> int:
    """A run of its own event, so its rows may stay."""
    with Session(engine) as session:
        event = make_event(session, slug=f"lomba-{new_nonce()}")
        for number in range(PEOPLE):
            make_person(session, event, name=f"Contoh {number}")
        set_wording(session, event)
        issue_certificates(session, event=event, requested_by="account:1", now=NOON)
        session.commit()
        return session.scalars(select(CertificateRun.id).filter_by(event_id=event.id)).one()


def ids_of(engine: Engine, run_id: int) -> list[int]:
    with Session(engine) as session:
        return list(session.scalars(select(Certificate.id).filter_by(run_id=run_id).order_by(Certificate.id)))


def store(engine: Engine, run_id: int, ids: list[int]) -> list[int]:
    """As a worker does after laying down a pack."""
    with Session(engine) as session:
        event_id, key = session.get_one(CertificateRun, run_id).event_id, f"certificates/1/{new_nonce()}.pack"
        session.commit()
        printed = [Printed(one, 0, 9, f"{key}{one}"[-64:], 9) for one in ids]
        stored = store_pack(
            session, event_id=event_id, storage_key=key, prefix_size=0, printed=printed, signing=Signing(), now=NOON
        )
        finish_runs(session, [run_id], now=NOON)
        session.commit()
        return stored


def test_workers_on_one_chunk_store_everybody_once(engine: Engine, run_id: int) -> None:
    ids = ids_of(engine, run_id)

    results = all_at_once(lambda hand: store(engine, run_id, ids), HANDS)

    with Session(engine) as session:
        packs = set(session.scalars(select(Certificate.pack_id).filter_by(run_id=run_id)))
        event_id = session.get_one(CertificateRun, run_id).event_id
        made = set(session.scalars(select(CertificatePack.id).filter_by(event_id=event_id)))
    assert sorted(results, key=len) == [[]] * (HANDS - 1) + [ids]  # type: ignore[arg-type]  # all are lists
    assert packs == made
    assert len(made) == 1


def test_chunks_that_overlap_share_everybody_out(engine: Engine, run_id: int) -> None:
    ids = ids_of(engine, run_id)

    results = all_at_once(lambda hand: store(engine, run_id, ids[hand : hand + PEOPLE - HANDS + 1]), HANDS)

    assert sorted(one for stored in results for one in stored) == ids  # type: ignore[attr-defined]  # all are lists


def test_the_last_chunks_ending_together_finish_the_run(engine: Engine, run_id: int) -> None:
    ids = ids_of(engine, run_id)

    all_at_once(lambda hand: store(engine, run_id, ids[hand::HANDS]), HANDS)

    with Session(engine) as session:
        assert session.get_one(CertificateRun, run_id).finished_at == NOON


def test_without_the_lock_the_last_chunks_would_leave_the_run_open(
    engine: Engine, run_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: each sees the other's certificates as waiting still."""
    if engine.dialect.name == "sqlite":
        pytest.skip("a SQLite transaction that writes is alone anyway")
    ids, both_have_looked = ids_of(engine, run_id), threading.Barrier(2, timeout=20)
    look = runs.waiting_ids

    def look_together(session: Session, run_id: int) -> list[int]:
        found = look(session, run_id)
        both_have_looked.wait()
        return found

    monkeypatch.setattr(runs, "waiting_ids", look_together)
    monkeypatch.setattr(Session, "get", lambda *args, **options: None)
    all_at_once(lambda hand: store(engine, run_id, ids[hand::2]), 2)
    monkeypatch.undo()

    with Session(engine) as session:
        assert session.get_one(CertificateRun, run_id).finished_at is None


def test_a_pause_against_the_end_leaves_no_run_both(engine: Engine, run_id: int) -> None:
    ids = ids_of(engine, run_id)

    def pause_or_store(hand: int) -> object:
        if hand:
            return store(engine, run_id, ids)
        with Session(engine) as session:
            pause_run(session, run=session.get_one(CertificateRun, run_id), by="account:1", now=NOON)
            session.commit()
            return "paused"

    results = all_at_once(pause_or_store, 2)

    with Session(engine) as session:
        run = session.get_one(CertificateRun, run_id)
        assert (run.finished_at, run.paused_at) == (NOON, None)
    assert results[0] == "paused" or isinstance(results[0], RunOver)


def test_two_presses_make_one_run(engine: Engine, run_id: int) -> None:
    with Session(engine) as session:
        event_id = session.get_one(CertificateRun, run_id).event_id
        make_person(session, session.get_one(Event, event_id), name="Terlambat")
        session.commit()

    def press(hand: int) -> int:
        with Session(engine) as session:
            event = session.get_one(Event, event_id)
            made = issue_certificates(session, event=event, requested_by="account:1", now=NOON)
            session.commit()
            return len(made)

    results = all_at_once(press, HANDS)

    with Session(engine) as session:
        totals = list(session.scalars(select(CertificateRun.total).filter_by(event_id=event_id)))
    assert sorted(results) == [0] * (HANDS - 1) + [1]  # type: ignore[type-var]  # all are counts
    assert sorted(totals) == [1, PEOPLE]


def test_fetches_at_once_all_count(engine: Engine, run_id: int) -> None:
    one = ids_of(engine, run_id)[0]

    def fetch(hand: int) -> None:
        with Session(engine) as session:
            note_fetched(session, [one], now=NOON)
            session.commit()

    all_at_once(fetch, HANDS)

    with Session(engine) as session:
        certificate = session.get_one(Certificate, one)
        assert (certificate.fetches, certificate.fetched_at) == (HANDS, NOON)

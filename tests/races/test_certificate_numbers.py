"""Numbers handed out by several connections at once: no gap, no double."""

import threading

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from plm.certificates.actions import issue_certificates, issuing, reissue_certificate
from plm.certificates.rules import CertificateState
from plm.certificates.tables import Certificate, CertificateSettings
from plm.codes import new_nonce
from plm.events.tables import Event
from tests.certificates.scenes import make_person, set_wording
from tests.factories import NOON, make_event
from tests.races.hands import all_at_once

HANDS = 6


@pytest.fixture
def event_id(engine: Engine) -> int:
    """Twelve people who came; the event's slug is this test's own, so its rows may stay."""
    with Session(engine) as session:
        event = make_event(session, slug=f"lomba-{new_nonce()}")
        for number in range(12):
            make_person(session, event, name=f"Contoh {number}")
        set_wording(session, event)
        session.commit()
        return event.id


def serials(engine: Engine, event_id: int) -> list[int]:
    with Session(engine) as session:
        query = select(Certificate.serial).where(Certificate.event_id == event_id).order_by(Certificate.serial)
        return list(session.scalars(query))


def issue(engine: Engine, event_id: int) -> int:
    with Session(engine) as session:
        event = session.get_one(Event, event_id)
        issued = issue_certificates(session, event=event, requested_by="account:1", now=NOON)
        session.commit()
        return len(issued)


def test_parallel_issuing_gives_each_person_one_number(engine: Engine, event_id: int) -> None:
    results = all_at_once(lambda hand: issue(engine, event_id), HANDS)

    assert sorted(results) == [0, 0, 0, 0, 0, 12]  # type: ignore[type-var]  # all are counts
    assert serials(engine, event_id) == list(range(1, 13))


def test_a_rolled_back_issue_leaves_no_gap(engine: Engine, event_id: int) -> None:
    def issue_and_sometimes_fail(hand: int) -> int:
        with Session(engine) as session:
            event = session.get_one(Event, event_id)
            issued = issue_certificates(session, event=event, requested_by="account:1", now=NOON)
            if hand % 2:
                session.rollback()
                return 0
            session.commit()
            return len(issued)

    all_at_once(issue_and_sometimes_fail, HANDS)

    assert serials(engine, event_id) == list(range(1, 13))


def test_one_certificate_replaced_by_several_hands_has_one_successor(engine: Engine, event_id: int) -> None:
    issue(engine, event_id)

    def replace(hand: int) -> int:
        with Session(engine) as session:
            event = session.get_one(Event, event_id)
            first = session.query(Certificate).filter_by(event_id=event_id, serial=1).one()
            made = reissue_certificate(
                session, certificate=first, event=event, reason=f"Tangan {hand}", by="account:1", now=NOON
            )
            session.commit()
            return made

    results = all_at_once(replace, HANDS)

    with Session(engine) as session:
        states = list(session.scalars(select(Certificate.state).filter_by(event_id=event_id, serial=1)))
    assert sum(isinstance(result, int) for result in results) == 1
    assert serials(engine, event_id) == list(range(1, 14))
    assert states == [CertificateState.REPLACED]


def test_without_the_lock_the_same_race_is_lost(engine: Engine, event_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the test would see a missing lock, and the constraints would still keep the register clean."""
    if engine.dialect.name == "sqlite":
        pytest.skip("a SQLite transaction that writes is alone anyway")
    everybody_has_read = threading.Barrier(HANDS, timeout=20)

    def read_without_lock(session: Session, event_id: int) -> CertificateSettings:
        settings = session.get_one(CertificateSettings, event_id)
        everybody_has_read.wait()
        return settings

    monkeypatch.setattr(issuing, "lock_settings", read_without_lock)
    results = all_at_once(lambda hand: issue(engine, event_id), HANDS)

    assert sum(isinstance(result, IntegrityError | OperationalError) for result in results) == HANDS - 1
    assert serials(engine, event_id) == list(range(1, 13))

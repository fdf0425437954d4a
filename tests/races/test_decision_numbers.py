"""Two decisions at one instant get two numbers, because runs of one event queue at its policy."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.db import prepare_sqlite
from plm.eligibility.actions import run_decision
from plm.eligibility.queries import find_policy, next_number
from plm.eligibility.tables import DecisionRun
from plm.events.queries import get_event
from tests.eligibility.makers import make_scene
from tests.factories import NOON

SLUG = "lomba-putusan"
TOGETHER = 4


@pytest.fixture
def engine(app: Flask) -> Iterator[Engine]:
    """Real connections to a migrated database that holds one event with a policy."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    engine = create_engine(url, pool_size=TOGETHER + 2)
    prepare_sqlite(engine)
    with Session(engine) as session:
        make_scene(session, slug=SLUG)
        session.commit()
    yield engine
    engine.dispose()


def test_decisions_at_one_instant_get_numbers_without_gap_or_double(engine):
    ready = threading.Barrier(TOGETHER)
    failures: list[Exception] = []

    def decide() -> None:
        try:
            with Session(engine) as session:
                ready.wait()
                run_decision(session, event=get_event(session, SLUG), actor="cli", now=NOON)
                session.commit()
        except Exception as error:  # noqa: BLE001  # a thread's failure must reach the test
            failures.append(error)

    threads = [threading.Thread(target=decide) for _ in range(TOGETHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    with Session(engine) as session:
        numbers = session.scalars(select(DecisionRun.number).order_by(DecisionRun.number)).all()
        digests = set(session.scalars(select(DecisionRun.result_sha256)))
    assert failures == []
    assert numbers == [1, 2, 3, 4]
    assert len(digests) == 1


# SQLite lets one writer in at a time, so there is nothing to show there.
@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_without_the_queue_two_would_take_one_number_and_the_constraint_refuses(engine):
    with Session(engine) as one, Session(engine) as other:
        taken = [next_number(session, get_event(session, SLUG).id) for session in (one, other)]
        for session, number in zip((one, other), taken, strict=True):
            policy = find_policy(session, get_event(session, SLUG).id)
            assert policy is not None
            run = DecisionRun(
                event_id=policy.event_id,
                number=number,
                period_id=policy.period_id,
                terms={},
                manual_count=0,
                inputs_sha256="0" * 64,
                result_sha256="0" * 64,
                decided_by="cli",
                decided_at=NOON,
            )
            session.add(run)
        one.commit()

        with pytest.raises(IntegrityError):
            other.commit()

    assert taken == [1, 1]

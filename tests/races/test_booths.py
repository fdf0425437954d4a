"""Two runs at one instant get two numbers, and a double click stores one application."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.events.queries import get_event
from plm.expo.actions import allocate_booths, apply_for_booth
from plm.expo.queries import exhibitors_of, find_exhibitor_of_library, plans_of
from plm.expo.tables import AllocationPlan, Exhibitor
from plm.expo.words import PlanState
from plm.libraries.tables import Library
from tests.expo.makers import application, make_exhibitor, make_hall
from tests.factories import NOON, make_event, make_library
from tests.races.hands import in_transactions

SLUG = "lomba-lapak"
TOGETHER = 4


@pytest.fixture
def engine(engine: Engine) -> Engine:
    """Connections to an event with a hall and one exhibitor."""
    with Session(engine) as session:
        event = make_event(session, slug=SLUG)
        make_hall(session, event)
        make_exhibitor(session, event)
        make_library(session, region_code="62.13.09.2010")
        session.commit()
    return engine


def at_once(engine: Engine, work: Callable[[Session], object]) -> list[Exception]:
    """The same work by several hands; what failed."""
    return in_transactions(engine, *[work] * TOGETHER)


def other_library(session: Session) -> int:
    return session.scalars(select(Library.id).where(Library.region_code == "62.13.09.2010")).one()


def test_runs_at_one_instant_all_finish_with_their_own_number(engine):
    failures = at_once(
        engine, lambda session: allocate_booths(session, event=get_event(session, SLUG), actor="cli", now=NOON)
    )

    with Session(engine) as session:
        plans = plans_of(session, get_event(session, SLUG).id)
    assert failures == []
    assert [plan.number for plan in plans] == [4, 3, 2, 1]
    assert len({plan.plan_sha256 for plan in plans}) == 1


def test_an_application_sent_twice_at_once_is_stored_once(engine):
    def send(session: Session) -> None:
        apply_for_booth(
            session,
            event_id=get_event(session, SLUG).id,
            library_id=other_library(session),
            application=application(),
            actor="library:1",
            now=NOON,
        )

    first = at_once(engine, send)
    again = at_once(engine, send)

    with Session(engine) as session:
        rows = exhibitors_of(session, get_event(session, SLUG).id)
    assert (first, again) == ([], [])
    assert [len(row.products) for row in rows] == [1, 1]


# SQLite lets one writer in at a time, so there is nothing to show there.
@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_without_the_lock_two_runs_would_take_one_number_and_the_constraint_refuses(engine):
    with Session(engine) as one, Session(engine) as other:
        for session in (one, other):
            event = get_event(session, SLUG)
            newest = max((plan.number for plan in plans_of(session, event.id)), default=0)
            session.add(
                AllocationPlan(
                    event_id=event.id,
                    number=newest + 1,
                    state=PlanState.DRAFT,
                    inputs_sha256="0" * 64,
                    plan_sha256="0" * 64,
                    inputs={},
                    objective={},
                    engine={},
                    allocated_by="cli",
                    allocated_at=NOON,
                )
            )
        one.commit()

        with pytest.raises(IntegrityError):
            other.commit()


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_without_the_constraint_path_two_look_ups_would_both_find_nothing(engine):
    with Session(engine) as one, Session(engine) as other:
        found = []
        for session in (one, other):
            event = get_event(session, SLUG)
            found.append(find_exhibitor_of_library(session, event.id, other_library(session)))
            session.add(
                Exhibitor(
                    event_id=event.id,
                    library_id=other_library(session),
                    label="Contoh",
                    category="K",
                    needs=[],
                    wishes=[],
                    applied_at=NOON,
                )
            )
        one.commit()

        with pytest.raises(IntegrityError):
            other.commit()

    assert found == [None, None]

"""Two hands at one instant: two publish, two swap, two ask; and what would happen without lock or constraint."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.events.queries import get_event
from plm.expo.actions import (
    allocate_booths,
    ask_for_allocation,
    basis_of,
    computed,
    move_exhibitors,
    publish_plan,
    read_plan,
    store_run,
)
from plm.expo.queries import exhibitors_of, get_plan
from plm.expo.rules.refusals import PlanChanged
from plm.expo.tables import AllocationPlan, AllocationRun, PlanChange
from plm.expo.words import PUBLIC, PlanState
from tests.expo.makers import make_exhibitor, make_hall
from tests.factories import NOON, make_event
from tests.races.hands import in_transactions

SLUG = "lomba-denah"
HANDS = 4
BY = {"actor": "account:1", "now": NOON}


@pytest.fixture
def engine(engine: Engine) -> Engine:
    """Connections to an event with two read plans."""
    with Session(engine) as session:
        event = make_event(session, slug=SLUG)
        make_hall(session, event, columns=HANDS + 1)
        make_exhibitor(session, event)
        for number in (1, 2):
            allocate_booths(session, event=event, **BY)
            read_plan(session, event=event, number=number, **BY)
        session.commit()
    return engine


def test_two_publications_leave_one_public_plan(engine: Engine) -> None:
    def publish(number: int) -> Callable[[Session], object]:
        return lambda session: publish_plan(session, event=get_event(session, SLUG), number=number, **BY)

    failures = in_transactions(engine, publish(1), publish(2))

    with Session(engine) as session:
        states = list(session.scalars(select(AllocationPlan.state).order_by(AllocationPlan.number)))
    assert failures == []
    assert sorted(states) == [PlanState.PUBLISHED, PlanState.SUPERSEDED]


def test_of_swaps_with_one_revision_one_is_made_and_the_others_are_told(engine: Engine) -> None:
    with Session(engine) as session:
        one = exhibitors_of(session, get_event(session, SLUG).id)[0].exhibitor.id

    def move(booth: str) -> Callable[[Session], object]:
        return lambda session: move_exhibitors(
            session, event=get_event(session, SLUG), number=1, revision=0, moves={one: booth}, **BY
        )

    failures = in_transactions(engine, *(move(f"A0{number}") for number in range(2, 2 + HANDS)))

    with Session(engine) as session:
        plan = get_plan(session, get_event(session, SLUG).id, 1)
        changes = session.scalar(select(func.count()).select_from(PlanChange))
    assert [type(failure) for failure in failures] == [PlanChanged] * (HANDS - 1)
    assert (plan.revision, changes) == (1, 1)


def test_presses_at_once_make_one_run_and_workers_at_once_one_plan(engine: Engine) -> None:
    asked = in_transactions(
        engine,
        *[lambda session: ask_for_allocation(session, event=get_event(session, SLUG), keeps=True, **BY)] * HANDS,
    )
    with Session(engine) as session:
        (run_id,) = session.scalars(select(AllocationRun.id)).all()

    def work(session: Session) -> None:
        event = get_event(session, SLUG)
        basis = basis_of(session, event, keeps=True)
        store_run(session, event=event, run_id=run_id, basis=basis, outcome=computed(basis), now=NOON)

    worked = in_transactions(engine, *[work] * HANDS)

    with Session(engine) as session:
        numbers = session.scalars(select(AllocationPlan.number).order_by(AllocationPlan.number)).all()
    assert (asked, worked, numbers) == ([], [], [1, 2, 3])


# SQLite lets one writer in at a time, so there is nothing to show there.
@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_without_the_lock_two_publications_meet_the_constraint(engine: Engine) -> None:
    with Session(engine) as one, Session(engine) as other:
        for session, number in ((one, 1), (other, 2)):
            plan = get_plan(session, get_event(session, SLUG).id, number)
            public = select(func.count()).where(AllocationPlan.state.in_(PUBLIC))
            assert session.scalar(public) == 0
            plan.state = PlanState.PUBLISHED
        one.commit()

        with pytest.raises(IntegrityError):
            other.commit()


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_without_the_lock_two_hands_would_both_see_the_revision_they_saw(engine: Engine) -> None:
    with Session(engine) as one, Session(engine) as other:
        seen = [get_plan(session, get_event(session, SLUG).id, 1).revision for session in (one, other)]
        for session in (one, other):
            plan = get_plan(session, get_event(session, SLUG).id, 1)
            session.add(
                PlanChange(
                    plan_id=plan.id,
                    revision=plan.revision + 1,
                    changed_by="account:1",
                    changed_at=NOON,
                    moves=[],
                    score_before=0,
                    score_after=0,
                    plan_sha256="0" * 64,
                )
            )
        one.commit()

        with pytest.raises(IntegrityError):
            other.commit()
    assert seen == [0, 0]


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_without_the_constraint_two_look_ups_would_both_find_no_run(engine: Engine) -> None:
    with Session(engine) as one, Session(engine) as other:
        for session in (one, other):
            event_id = get_event(session, SLUG).id
            session.add(AllocationRun(event_id=event_id, keeps=True, asked_by="account:1", asked_at=NOON, problems=[]))
        one.commit()

        with pytest.raises(IntegrityError):
            other.commit()

"""Two who edit one hall at one instant: one is done, the others are told; a re-import and a run take turns."""

import threading

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from plm.events.queries import get_event
from plm.expo.actions import BoothChange, allocate_booths, change_booths, reimport_booths
from plm.expo.queries import booths_of, halls_of, placements_of, plans_of
from plm.expo.rules.refusals import HallChanged
from plm.expo.tables import Booth, Hall
from tests.expo.makers import make_exhibitor, make_hall
from tests.factories import NOON, make_event
from tests.races.test_booths import TOGETHER, at_once

SLUG = "lomba-denah"


@pytest.fixture
def engine(engine: Engine) -> Engine:
    """Connections to an event with one hall and one exhibitor."""
    with Session(engine) as session:
        event = make_event(session, slug=SLUG)
        make_hall(session, event)
        make_exhibitor(session, event)
        session.commit()
    return engine


def the_hall(session: Session) -> Hall:
    return halls_of(session, get_event(session, SLUG).id)[0]


def test_of_editors_at_one_instant_one_is_done_and_the_others_are_told(engine):
    watts = iter((100, 200, 300, 400))

    def edit(session: Session) -> None:
        hall, change = the_hall(session), BoothChange(watts=next(watts))
        change_booths(
            session,
            event_id=hall.event_id,
            hall_id=hall.id,
            seen=0,
            numbers="semua",
            change=change,
            actor="a",
            now=NOON,
        )

    failures = at_once(engine, edit)

    with Session(engine) as session:
        found = {booth.watts for booth in booths_of(session, get_event(session, SLUG).id)}
        revision = the_hall(session).revision
    assert [type(one) for one in failures] == [HallChanged] * (TOGETHER - 1)
    assert (len(found), revision) == (1, 1)


def test_a_booth_that_a_run_gives_meanwhile_outlives_the_reimport(engine):
    """Whoever is first, no placement loses its booth: the sheet names only a new one."""
    jobs = iter((True, False, True, False))

    def work(session: Session) -> None:
        event, hall = get_event(session, SLUG), the_hall(session)
        if next(jobs):
            allocate_booths(session, event=event, actor="cli", now=NOON)
        else:
            rows = [(1, ("nomor", "x", "y")), (2, ("B1", 400, 26))]
            reimport_booths(session, event_id=event.id, hall_id=hall.id, seen=0, rows=rows, actor="account:1", now=NOON)

    failures = at_once(engine, work)

    with Session(engine) as session:
        event = get_event(session, SLUG)
        there = {booth.id for booth in booths_of(session, event.id)}
        given = {one.booth_id for plan in plans_of(session, event.id) for one in placements_of(session, plan.id)}
    assert [type(one) for one in failures] == [HallChanged]
    assert given <= there


# SQLite lets one writer in at a time, so there is nothing to show there.
@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_without_the_lock_both_would_see_the_old_revision_and_one_change_would_be_lost(engine):
    seen = []
    ready = threading.Barrier(2)

    def edit(watts: int) -> None:
        with Session(engine) as session:
            hall = the_hall(session)
            seen.append(hall.revision)
            ready.wait()
            session.execute(update(Booth).where(Booth.hall_id == hall.id).values(watts=watts))
            hall.revision = seen[-1] + 1
            session.commit()

    threads = [threading.Thread(target=edit, args=(watts,)) for watts in (100, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    with Session(engine) as session:
        assert (seen, the_hall(session).revision) == ([0, 0], 1)

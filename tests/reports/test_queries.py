"""Figures over rows of every room, on both databases."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import Engine, event

from plm.checkin.actions import record_scan
from plm.checkin.queries import post_of
from plm.checkin.rules import scan_request
from plm.eligibility.actions import decide_by_hand, run_decision
from plm.eligibility.rules import ManualKind
from plm.libraries.rules import LibraryKind
from plm.registration.actions import decline_invitation, submit_delegation
from plm.reports.queries import figures_of, replies_by_province, score_spread
from plm.reports.rules import Bin, Figures, ProvinceReplies
from tests.checkin.people import make_checkpoint, make_holder
from tests.eligibility.makers import make_scene
from tests.factories import NOON, make_event, make_library
from tests.registration.makers import make_draft, make_invitation


def statements_of(read):
    """How many statements one reading takes."""
    counted = []

    def count(*_):
        counted.append(1)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        read()
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    return len(counted)


def decide(session, scene, now=NOON):
    return run_decision(session, event=scene.event, actor="cli", now=now)


def send(session, scene, library):
    """An invitation, accepted and sent with one person and a letter."""
    invitation = make_invitation(session, scene.event, library)
    delegation = make_draft(session, invitation)
    submit_delegation(session, delegation=delegation, now=NOON)


def test_a_new_event_has_nothing_but_tasks(session):
    made = make_event(session)

    assert figures_of(session, made.id) == Figures()
    assert replies_by_province(session, made.id) == []
    assert score_spread(session, made.id) is None


def test_figures_follow_a_library_from_decision_to_delegation(app, session):
    scene = make_scene(session)
    decide(session, scene)
    with app.test_request_context():
        send(session, scene, scene.tangkum)
        declined = make_invitation(session, scene.event, scene.pangkan)
        decline_invitation(session, invitation=declined, reason="Bentrok", actor="library:1", now=NOON)
        make_draft(session, make_invitation(session, scene.event, scene.turan_amis))
    session.flush()

    figures = figures_of(session, scene.event.id)

    assert figures == Figures(
        has_policy=True,
        run_number=1,
        uninvited=1,
        invited=3,
        provinces=1,
        accepted=2,
        declined=1,
        people=1,
        delegations=1,
        letters_pending=1,
        oldest_letter_at=NOON,
    )
    assert (figures.answered, figures.pending) == (3, 0)


def test_a_hand_after_the_run_makes_the_figures_say_so(session):
    scene = make_scene(session)
    decide(session, scene)
    decide_by_hand(
        session,
        event=scene.event,
        library_id=scene.turan_amis.id,
        kind=ManualKind.INCLUDE,
        reason="panelis",
        actor="cli",
        now=NOON + timedelta(minutes=1),
    )

    assert figures_of(session, scene.event.id).run_is_stale


def test_people_who_came_in_count_once_and_wait_for_certificates(session):
    made = make_event(session)
    holder = make_holder(session, made)
    for code in ("pleno", "lapak"):
        place = make_checkpoint(session, made, code=code)
        scan = scan_request(str(uuid4()), holder.code, scanned_at=NOON)
        record_scan(session, post=post_of(made, place), scan=scan, scanned_by="account:7", now=NOON)
    session.flush()

    figures = figures_of(session, made.id)

    assert (figures.people, figures.arrived, figures.uncertified, figures.certificates) == (1, 1, 1, 0)


def test_another_event_counts_for_itself(app, session):
    scene = make_scene(session)
    decide(session, scene)
    with app.test_request_context():
        send(session, scene, scene.tangkum)
    other = make_event(session, slug="lain")
    make_holder(session, other)

    assert figures_of(session, other.id) == Figures(people=1)


def test_provinces_stand_by_how_many_have_not_answered(app, session):
    made = make_event(session)
    with app.test_request_context():
        make_invitation(session, made, make_library(session, region_code="62.13.08.2008"))
        for code in ("73.08.16.2018", "73.08.05.2005"):
            make_invitation(session, made, make_library(session, region_code=code))

    assert replies_by_province(session, made.id) == [
        ProvinceReplies("73", "Sulawesi Selatan", 0, 0, 2),
        ProvinceReplies("62", "Kalimantan Tengah", 0, 0, 1),
    ]


def test_the_spread_is_of_villages_around_their_lowest_score(session):
    scene = make_scene(session)
    decide(session, scene)

    spread = score_spread(session, scene.event.id)

    assert spread is not None
    kind, period, scores = spread
    assert (kind, period) == (LibraryKind.VILLAGE, scene.period)
    assert (scores.minimum, scores.below, scores.meets) == (Decimal(6), 1, 2)
    assert scores.bins[10] == Bin(1, 0)


@pytest.mark.parametrize("read", [figures_of, replies_by_province, score_spread])
def test_the_number_of_statements_does_not_move_with_the_rows(app, session, read):
    scene = make_scene(session)
    decide(session, scene)
    with app.test_request_context():
        make_invitation(session, scene.event, scene.tangkum)
        session.flush()
        one = statements_of(lambda: read(session, scene.event.id))
        for code in ("73.08.16.2018", "52.03.02.2002", "18.09.01.2007"):
            make_invitation(session, scene.event, make_library(session, region_code=code))
        decide(session, scene)
        session.flush()
        many = statements_of(lambda: read(session, scene.event.id))

    assert one == many

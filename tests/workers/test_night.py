"""Once a night, what nobody claims goes away."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from flask import current_app

from plm.adapters.storage import storage_of
from plm.clock import now
from plm.jobs.rules import JobName
from plm.registration.actions import hand_in_letter, set_retention, submit_delegation
from plm.registration.queries import roster_of
from plm.registration.rules import Kept
from tests.certificates.scenes import issue_one, make_person, store_as
from tests.factories import NOON, make_event
from tests.registration.makers import make_draft, make_invitation, stored
from workers.night import clean_up, look_at_the_clock

TWO_AT_NIGHT = datetime(2024, 11, 6, 19, 0, tzinfo=UTC)


def _lay(key, *, hours):
    storage = storage_of(current_app)
    storage.put(key, b"%PDF- contoh %%EOF")
    then = (now() - timedelta(hours=hours)).timestamp()
    os.utime(storage._path(key), (then, then))
    return key


def test_unclaimed_papers_go_and_claimed_and_fresh_ones_stay(session):
    delegation = make_draft(session, make_invitation(session), letter=False)
    folder = f"letters/{delegation.event_id}"
    claimed = _lay(f"{folder}/milik.pdf", hours=48)
    lost = _lay(f"{folder}/hilang.pdf", hours=48)
    half = _lay(f"{folder}/separuh.pdf.partial", hours=48)
    fresh = _lay(f"{folder}/baru.pdf", hours=1)
    file = stored()
    hand_in_letter(session, delegation=delegation, file=type(file)(**{**vars(file), "storage_key": claimed}), now=now())
    session.commit()

    clean_up(session)

    left = [storage_of(current_app).exists(key) for key in (claimed, lost, half, fresh)]
    assert left == [True, False, False, True]


def test_packs_that_a_dead_worker_left_go_and_whole_certificates_stay(session):
    event = make_event(session)
    folder = f"certificates/{event.id}"
    certificate = issue_one(session, event, make_person(session, event))
    claimed = _lay(f"{folder}/milik.pack", hours=48)
    lost = _lay(f"{folder}/hilang.pack", hours=48)
    half = _lay(f"{folder}/separuh.pack.ab12.partial", hours=48)
    fresh = _lay(f"{folder}/baru.pack", hours=1)
    whole = _lay(f"{folder}/dulu.pdf", hours=48)
    store_as(session, certificate.id, claimed)
    session.commit()

    clean_up(session)

    left = [storage_of(current_app).exists(key) for key in (claimed, lost, half, fresh, whole)]
    assert left == [True, False, False, True, True]


def test_it_is_asked_for_once_a_night(session):
    asked = [look_at_the_clock(session, moment=TWO_AT_NIGHT + timedelta(minutes=10 * turn)) for turn in range(3)]
    next_night = look_at_the_clock(session, moment=TWO_AT_NIGHT + timedelta(days=1))

    assert [len(jobs) for jobs in asked] == [1, 0, 0]
    assert [name for _job, name in next_night] == [JobName.CLEAN_UP]


@pytest.mark.parametrize("hour", [0, 5, 12, 23])
def test_nothing_is_cleaned_by_day(session, hour):
    moment = datetime(2024, 11, 6, (hour - 7) % 24, 0, tzinfo=UTC)

    assert look_at_the_clock(session, moment=moment) == []


def test_what_has_been_kept_long_enough_goes_with_its_files(session):
    delegation = make_draft(session, make_invitation(session), letter=False)
    key = _lay(f"letters/{delegation.event_id}/milik.pdf", hours=1)
    file = stored()
    hand_in_letter(session, delegation=delegation, file=type(file)(**{**vars(file), "storage_key": key}), now=now())
    submit_delegation(session, delegation=delegation, now=NOON)
    days = {Kept.PAPERS: 1, Kept.PHONE: 1, Kept.NIP: 3650}
    set_retention(session, event_id=delegation.event_id, days=days, actor="account:1", now=NOON)
    session.commit()

    clean_up(session)
    clean_up(session)

    assert not storage_of(current_app).exists(key)
    assert [person.phone for person in roster_of(session, delegation.id)] == [""]
    assert [person.name for person in roster_of(session, delegation.id)] == ["Contoh Satu"]

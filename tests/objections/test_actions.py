"""Objections from filing to what follows, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from plm.eligibility.actions import run_decision
from plm.eligibility.queries import find_decision, find_manual, latest_run
from plm.eligibility.rules import ManualKind, Outcome
from plm.errors import NotFound
from plm.objections.actions import (
    Answer,
    Filed,
    answer_objection,
    file_objection,
    set_window,
    withdraw_objection,
    write_answer,
)
from plm.objections.queries import get_objection, objection_counts, objections_close_at, objections_of
from plm.objections.rules import (
    AnswerContradicts,
    Consequence,
    NothingDecided,
    ObjectionsClosed,
    ObjectionSettled,
    ObjectionStands,
    ObjectionState,
    Verdict,
)
from tests.eligibility.makers import make_scene
from tests.factories import NOON, make_event, make_library

FILED = Filed(words="Skor layanan kami belum masuk.", contact="Contoh Satu, 0812")


@pytest.fixture
def scene(session):
    scene = make_scene(session)
    run_decision(session, event=scene.event, actor="cli", now=NOON)
    return scene


def file(session, scene, filed=FILED, *, by_committee=False, now=NOON, library=None):
    library = library or scene.turan_amis
    return file_objection(
        session, event=scene.event, library_id=library.id, filed=filed, actor=f"library:{library.id}",
        by_committee=by_committee, now=now,
    )  # fmt: skip


def answer(session, scene, objection, verdict=Verdict.UPHELD, consequence=Consequence.NONE):
    given = Answer(verdict, consequence, "Benar, dan kami perbaiki.")
    answer_objection(session, event=scene.event, objection=objection, answer=given, actor="account:3", now=NOON)


def test_an_objection_is_about_the_run_of_its_day(session, scene):
    objection = file(session, scene)
    run_decision(session, event=scene.event, actor="cli", now=NOON)

    assert (objection.state, objection.run_id) == (ObjectionState.OPEN, latest_run(session, scene.event.id).id - 1)


def test_the_same_words_twice_are_one_and_other_words_wait(session, scene):
    first = file(session, scene)

    assert file(session, scene) is first
    with pytest.raises(ObjectionStands):
        file(session, scene, replace(FILED, words="Yang lain."))


def test_nothing_decided_is_nothing_to_object_to(session, scene):
    stranger = make_library(session, region_code="73.08.16.2018")

    with pytest.raises(NothingDecided):
        file(session, scene, library=stranger)


def test_after_the_end_only_the_committee_puts_one_on_record(session, scene):
    set_window(session, event=scene.event, closes_at=NOON, actor="account:3", now=NOON)
    file(session, scene, now=NOON, library=scene.pangkan)

    assert objections_close_at(session, scene.event.id) == NOON
    with pytest.raises(ObjectionsClosed):
        file(session, scene, now=NOON + timedelta(seconds=1))
    assert file(session, scene, by_committee=True, now=NOON + timedelta(days=1)).state is ObjectionState.OPEN


def test_an_upheld_one_lets_the_library_in_by_hand_with_the_answer_as_reason(session, scene):
    objection = file(session, scene)
    answer(session, scene, objection, consequence=Consequence.INCLUDED)
    manual = find_manual(session, event_id=scene.event.id, library_id=scene.turan_amis.id)

    assert (manual.kind, manual.reason, manual.decided_by) == (
        ManualKind.INCLUDE,
        "Benar, dan kami perbaiki.",
        "account:3",
    )
    run = run_decision(session, event=scene.event, actor="cli", now=NOON)
    assert find_decision(session, run_id=run.id, library_id=scene.turan_amis.id).outcome is Outcome.ELIGIBLE


def test_a_new_run_follows_and_is_named(session, scene):
    objection = file(session, scene)
    answer(session, scene, objection, Verdict.PARTLY, Consequence.NEW_RUN)
    run = latest_run(session, scene.event.id)

    assert (run.number, objection.led_to_run_id, objection.run_id != run.id) == (2, run.id, True)


def test_a_rejection_changes_nothing(session, scene):
    objection = file(session, scene)
    with pytest.raises(AnswerContradicts):
        answer(session, scene, objection, Verdict.REJECTED, Consequence.INCLUDED)
    answer(session, scene, objection, Verdict.REJECTED)

    assert (objection.state, objection.verdict) == (ObjectionState.ANSWERED, Verdict.REJECTED)
    assert find_manual(session, event_id=scene.event.id, library_id=scene.turan_amis.id) is None
    assert latest_run(session, scene.event.id).number == 1


def test_what_is_settled_is_settled(session, scene):
    objection = file(session, scene)
    withdraw_objection(session, objection=objection, actor="library:1", now=NOON)

    with pytest.raises(ObjectionSettled):
        answer(session, scene, objection)
    with pytest.raises(ObjectionSettled):
        withdraw_objection(session, objection=objection, actor="library:1", now=NOON)
    again = file(session, scene)
    assert again.id != objection.id
    assert objection_counts(session, scene.event.id) == {
        ObjectionState.OPEN: 1,
        ObjectionState.ANSWERED: 0,
        ObjectionState.WITHDRAWN: 1,
    }


def test_open_ones_come_first_and_a_search_narrows(session, scene):
    settled = file(session, scene)
    withdraw_objection(session, objection=settled, actor="library:1", now=NOON)
    later = file(session, scene, now=NOON + timedelta(hours=2))
    early = file(session, scene, library=scene.pangkan)

    def listed(**wanted):
        return [line.objection for line in objections_of(session, scene.event.id, **wanted)]

    assert listed() == [early, later, settled]
    assert listed(search="pangkan") == [early]
    assert listed(state=ObjectionState.WITHDRAWN) == [settled]


def test_an_answer_is_written_once_and_only_with_an_address(session, scene):
    objection = file(session, scene)

    mails = [
        write_answer(session, objection=objection, address=to, now=NOON) for to in ("", "a@contoh.id", "a@contoh.id")
    ]

    assert [mail and mail.recipient for mail in mails] == [None, "a@contoh.id", None]


def test_an_objection_of_another_event_is_not_found(session, scene):
    objection = file(session, scene)

    with pytest.raises(NotFound):
        get_objection(session, make_event(session, slug="lain").id, objection.id)

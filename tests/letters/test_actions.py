"""Runs of letters, on both databases."""

from datetime import timedelta

import pytest

from plm.errors import NotFound
from plm.letters.actions import note_letter_failure, save_letter_settings, start_letters, store_letter
from plm.letters.queries import (
    find_letter_of_invitation,
    find_paper,
    get_letter_of_run,
    get_letter_run,
    letters_of_run,
    letters_to_print,
    progress_of,
    runs_of,
)
from plm.letters.rules import LetterFailure, LetterKind, LetterSettingsMissing, NobodyInvited, Progress
from tests.factories import NOON, make_event, make_library
from tests.letters.makers import WORDS, wording
from tests.registration.makers import make_invitation

CODES = ("62.13.08.2008", "62.13.09.2010", "73.08.16.2018")


@pytest.fixture
def event(session):
    return make_event(session)


@pytest.fixture
def invitations(session, event):
    return [make_invitation(session, event, make_library(session, region_code=code)) for code in CODES]


def save(session, event, words=WORDS, logo_key=None):
    return save_letter_settings(session, event=event, words=words, logo_key=logo_key, actor="account:3", now=NOON)


def start(session, event, kind=LetterKind.EACH):
    return start_letters(session, event=event, kind=kind, actor="account:3", now=NOON)


def test_a_letter_for_each_library_whose_link_is_not_revoked(session, event, invitations):
    save(session, event)
    invitations[1].revoked_at = NOON
    run = start(session, event)
    letters = letters_of_run(session, run.id)
    paper = find_paper(session, letters[1].id)

    assert [one.invitation_id for one in letters] == [invitations[0].id, invitations[2].id]
    assert (paper.number, paper.addressee.place, paper.attached) == (
        "B-002/CONTOH/XI/2024",
        "Bone, Sulawesi Selatan",
        (),
    )


def test_one_letter_for_all_has_them_in_its_list(session, event, invitations):
    save(session, event)
    run = start(session, event, LetterKind.LIST)
    (letter,) = letters_of_run(session, run.id)

    assert len(find_paper(session, letter.id).attached) == 3
    assert letter.invitation_id is None


def test_a_run_keeps_the_wording_of_its_day(session, event, invitations):
    save(session, event)
    run = start(session, event)
    save(session, event, wording(subject="Yang baru"))

    assert find_paper(session, letters_of_run(session, run.id)[0].id).words == WORDS


def test_nothing_is_printed_without_words_or_people(session, event):
    with pytest.raises(LetterSettingsMissing):
        start(session, event)
    save(session, event)
    with pytest.raises(NobodyInvited):
        start(session, event)


def test_a_letter_is_stored_once_and_failures_are_counted_and_printed_again(session, event, invitations):
    save(session, event)
    run = start(session, event)
    first, second, third = letters_to_print(session, run.id)

    stored = [store_letter(session, letter_id=first, storage_key=key, now=NOON) for key in ("a.pdf", "b.pdf")]
    note_letter_failure(session, letter_id=second, failure=LetterFailure.GLYPH_MISSING)
    note_letter_failure(session, letter_id=first, failure=LetterFailure.GLYPH_MISSING)
    session.expire_all()

    assert stored == [True, False]
    assert progress_of(session, run.id) == Progress(done=1, failed=1, all=3)
    assert letters_to_print(session, run.id) == [second, third]
    assert store_letter(session, letter_id=second, storage_key="c.pdf", now=NOON)
    session.expire_all()
    assert progress_of(session, run.id) == Progress(done=2, failed=0, all=3)
    assert [progress for _, progress in runs_of(session, event.id)] == [Progress(2, 0, 3)]
    assert find_paper(session, first) is None


def test_the_newest_printed_letter_is_the_librarys(session, event, invitations):
    save(session, event)
    each = start(session, event)
    own = letters_of_run(session, each.id)[0]
    before = find_letter_of_invitation(session, event.id, invitations[0].id)
    store_letter(session, letter_id=own.id, storage_key="a.pdf", now=NOON)
    after = find_letter_of_invitation(session, event.id, invitations[0].id)
    (everybody,) = letters_of_run(session, start(session, event, LetterKind.LIST).id)
    store_letter(session, letter_id=everybody.id, storage_key="b.pdf", now=NOON + timedelta(hours=1))

    assert (before, after) == (None, own)
    assert find_letter_of_invitation(session, event.id, invitations[1].id) == everybody


def test_a_second_press_is_the_run_on_its_way_and_a_finished_one_is_done_anew(session, event, invitations):
    save(session, event)
    first = start(session, event)
    second = start(session, event)
    for letter_id in letters_to_print(session, first.id):
        store_letter(session, letter_id=letter_id, storage_key=f"{letter_id}.pdf", now=NOON)

    assert second is first
    assert start(session, event).id != first.id


def test_a_logo_in_use_stays_and_an_unused_one_goes(session, event, invitations):
    save(session, event, logo_key="a.png")
    start(session, event)

    assert save(session, event, logo_key="b.png") == ""
    assert save(session, event) == ""
    assert save(session, event, logo_key="") == "b.png"


def test_runs_and_letters_of_others_are_not_found(session, event, invitations):
    save(session, event)
    run, other = start(session, event), start(session, event, LetterKind.LIST)

    with pytest.raises(NotFound):
        get_letter_run(session, make_event(session, slug="lain").id, run.id)
    with pytest.raises(NotFound):
        get_letter_of_run(session, other.id, letters_of_run(session, run.id)[0].id)

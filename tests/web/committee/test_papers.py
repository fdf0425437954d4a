"""The committee asks for papers, looks at each, and receives, rejects or waives it."""

from io import BytesIO

import pytest

from plm.accounts.rules import Role
from plm.registration.actions import submit_delegation
from plm.registration.queries import find_letter, find_paper, requested_papers, roster_of
from plm.registration.rules import DocumentState, PaperDue, PaperScope, PaperSlot, letter_slot
from tests.factories import NOON, log_in, make_account, make_event
from tests.registration.makers import PDF, link_of, make_draft, make_invitation

URL = "/panitia/plm-2024/peserta/berkas/"


@pytest.fixture
def committee(client, session):
    log_in(client, make_account(session))
    return client


@pytest.fixture
def invitation(session):
    return make_invitation(session)


@pytest.fixture
def delegation(session, invitation):
    delegation = make_draft(session, invitation)
    submit_delegation(session, delegation=delegation, now=NOON)
    session.commit()
    return delegation


def test_paper_is_asked_for_said_better_and_asked_for_no_more(committee, session, delegation):
    committee.post(f"{URL}minta", data={"name": "Pas foto 3 × 4", "scope": "person", "due": "registration"})
    [asked] = requested_papers(session, delegation.event_id)
    first = (asked.scope, asked.due)
    committee.post(f"{URL}minta/{asked.id}", data={"name": "Pas foto", "hint": "Latar merah", "due": "later"})
    listed = committee.get(URL).text
    question = committee.get(f"{URL}minta/{asked.id}/berhenti").text
    committee.post(f"{URL}minta/{asked.id}/berhenti")

    assert first == (PaperScope.PERSON, PaperDue.REGISTRATION)
    assert "Latar merah" in listed
    assert "Jangan minta Pas foto lagi?" in question
    assert requested_papers(session, delegation.event_id) == []


def test_each_paper_stands_on_the_delegations_page_with_its_owner(committee, session, delegation):
    committee.post(f"{URL}minta", data={"name": "Pas foto", "scope": "person", "due": "later"})
    page = committee.get(f"/panitia/plm-2024/peserta/rombongan/{delegation.id}/").text

    assert "Pas foto" in page
    assert page.count("Bebaskan<") == 2


def test_paper_is_waived_with_a_reason_whether_or_not_something_lies_there(committee, session, delegation):
    committee.post(f"{URL}minta", data={"name": "Pas foto", "scope": "person", "due": "later"})
    [asked], [person] = requested_papers(session, delegation.event_id), roster_of(session, delegation.id)
    slot = PaperSlot(PaperScope.PERSON, person.id, asked.id)
    without = committee.post(f"{URL}{slot.word}/bebaskan", data={"reason": " "})
    for word in (slot.word, letter_slot(delegation.id).word):
        committee.post(f"{URL}{word}/bebaskan", data={"reason": "Asli di meja"})
    paper, letter = find_paper(session, slot), find_letter(session, delegation.id)

    assert without.status_code == 422
    assert (paper.state, paper.storage_key, paper.reason) == (DocumentState.WAIVED, None, "Asli di meja")
    assert letter.state is DocumentState.WAIVED
    assert letter.storage_key is not None
    assert committee.get(f"{URL}{slot.word}").status_code == 404


def test_waived_letter_lets_the_library_send_without_one(committee, session):
    invitation = make_invitation(session)
    delegation = make_draft(session, invitation, letter=False)
    session.commit()
    committee.post(f"{URL}{letter_slot(delegation.id).word}/bebaskan", data={"reason": "Menyusul lewat pos"})
    page = committee.get(f"{link_of(invitation)}surat-tugas").text
    sent = committee.post(f"{link_of(invitation)}periksa")

    assert "Dibebaskan" in page
    assert sent.location == link_of(invitation)


def test_papers_of_other_events_and_strange_words_are_not_found(committee, session, delegation):
    make_event(session, slug="lain")
    session.commit()
    word = letter_slot(delegation.id).word

    for path in (f"/panitia/lain/peserta/berkas/{word}", f"{URL}delegation-0-letter", f"{URL}person-1-letter"):
        assert committee.get(path).status_code == 404


def test_desk_sees_no_paper(client, session, delegation):
    log_in(client, make_account(session, role=Role.DESK))

    assert client.get(f"{URL}{letter_slot(delegation.id).word}").status_code == 403


def test_auditor_looks_and_judges_nothing(client, session, invitation, delegation):
    client.post(f"{link_of(invitation)}surat-tugas", data={"letter": (BytesIO(PDF), "surat.pdf")})
    word = letter_slot(delegation.id).word
    log_in(client, make_account(session, role=Role.AUDITOR))
    read, sent = client.get(f"{URL}{word}"), client.post(f"{URL}{word}/terima", data={"seen": "x"})

    assert (read.status_code, sent.status_code) == (200, 403)

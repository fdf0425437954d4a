"""What the event asks is the committee's to say, and the auditor's to read."""

from datetime import UTC, datetime

import pytest

from plm.accounts.rules import Role
from plm.registration.queries import retention_of, terms_of
from plm.registration.rules import Ask, Kept, RegistrationTerms
from tests.factories import log_in, make_account, make_event

URL = "/panitia/plm-2024/peserta/aturan/"


@pytest.fixture
def committee(client, session):
    log_in(client, make_account(session))
    return client


@pytest.fixture
def auditor(client, session):
    log_in(client, make_account(session, role=Role.AUDITOR))
    return client


@pytest.fixture
def event(session):
    event = make_event(session)
    session.commit()
    return event


def test_terms_are_saved_and_shown_back(committee, session, event):
    form = {"journey": ["travel", "stay"], "specific": ["health"], "extra": "2"}
    saved = committee.post(URL, data={**form, "substitution_until": "2024-11-04T12:00"})
    page = committee.get(URL).text

    assert saved.status_code == 302
    assert terms_of(session, event.id) == RegistrationTerms(
        asks=frozenset({Ask.TRAVEL, Ask.STAY, Ask.HEALTH}),
        extra=2,
        substitution_until=datetime(2024, 11, 4, 4, 0, tzinfo=UTC),
    )
    assert page.count(" checked") == 3
    assert 'value="2024-11-04T12:00"' in page


def test_nonsense_is_explained_and_kept(committee, session, event):
    page = committee.post(URL, data={"extra": "-1", "journey": ["travel"]})

    assert page.status_code == 422
    assert "Tulis 0 bila tidak ada peserta tambahan." in page.text
    assert terms_of(session, event.id) == RegistrationTerms()


def test_auditor_reads_and_changes_nothing(auditor, session, event):
    read = auditor.get(URL)
    sent = auditor.post(URL, data={"extra": "2"})

    assert read.status_code == 200
    assert "disabled" in read.text
    assert sent.status_code == 403


def test_how_long_what_is_kept_is_set_and_shown(committee, session, event):
    page = committee.get("/panitia/plm-2024/peserta/simpan/").text
    days = {kept.value: "30" for kept in Kept}
    wrong = committee.post("/panitia/plm-2024/peserta/simpan/", data={**days, "phone": "-1"})
    saved = committee.post("/panitia/plm-2024/peserta/simpan/", data=days)

    assert 'value="1825"' in page
    assert wrong.status_code == 422
    assert "Tulis 0 atau lebih." in wrong.text
    assert saved.status_code == 302
    assert set(retention_of(session, event.id).values()) == {30}

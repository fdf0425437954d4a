"""The committee answers what people ask to have put right; certificates that are out are issued again."""

import pytest

from plm.certificates.queries import certificates_of_participant
from plm.certificates.rules import CertificateState
from plm.events.queries import get_event_by_id
from plm.registration.actions import request_correction
from plm.registration.queries import details_of, get_correction
from plm.registration.rules import CorrectionState
from tests.certificates.scenes import issue_one, make_person
from tests.factories import NOON, log_in, make_account, make_event

URL = "/panitia/plm-2024/peserta/perbaikan/"


@pytest.fixture
def committee(client, session):
    log_in(client, make_account(session))
    return client


@pytest.fixture
def person(session):
    event = make_event(session)
    person = make_person(session, event)
    person.name_confirmed_at = NOON
    session.commit()
    return person


@pytest.fixture
def asked(session, person):
    known = details_of(person)
    wanted = type(known)(**{**vars(known), "name": "Contoh <Benar>"})
    asked = request_correction(session, participant=person, wanted=wanted, note="Sesuai KTP", now=NOON)
    session.commit()
    return asked


def test_request_stands_beside_what_is_known_and_is_accepted(committee, session, person, asked):
    listed, page = committee.get(URL).text, committee.get(f"{URL}{asked.id}").text
    dashboard = committee.get("/panitia/plm-2024/").text
    sent = committee.post(f"{URL}{asked.id}/terima")
    session.commit()
    again = committee.post(f"{URL}{asked.id}/terima")

    assert person.institution in listed
    assert "<b>Contoh &lt;Benar&gt;</b>" in page
    assert "Sesuai KTP" in page
    assert "1 permintaan perbaikan data" in dashboard
    assert sent.status_code == 302
    assert (person.name, person.name_confirmed_at) == ("Contoh <Benar>", None)
    assert get_correction(session, person.event_id, asked.id).state is CorrectionState.ACCEPTED
    assert again.status_code == 409


def test_certificate_that_is_out_is_issued_again(committee, session, person, asked):
    event = get_event_by_id(session, person.event_id)
    issue_one(session, event, person)
    session.commit()
    warned = committee.get(f"{URL}{asked.id}").text
    answer = committee.post(f"{URL}{asked.id}/terima", follow_redirects=True).text
    states = sorted(one.state for one in certificates_of_participant(session, person.id))
    fresh = next(one for one in certificates_of_participant(session, person.id) if one.state is CertificateState.ISSUED)

    assert "Sertifikat ini akan diganti dengan yang baru:" in warned
    assert "1 sertifikat diterbitkan ulang." in answer
    assert states == [CertificateState.ISSUED, CertificateState.REPLACED]
    assert "Benar" in fresh.identity["name"]


def test_refusing_wants_a_reason(committee, session, person, asked):
    without = committee.post(f"{URL}{asked.id}/tolak", data={"reason": " "})
    committee.post(f"{URL}{asked.id}/tolak", data={"reason": "Sudah sesuai KTP"})
    kept = get_correction(session, person.event_id, asked.id)

    assert without.status_code == 422
    assert (kept.state, kept.answer, person.name == "Contoh <Benar>") == (
        CorrectionState.REFUSED,
        "Sudah sesuai KTP",
        False,
    )

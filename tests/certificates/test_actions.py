import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.audit.tables import AuditEntry
from plm.certificates.actions import (
    Terms,
    issue_certificates,
    note_failure,
    reissue_certificate,
    revoke_certificate,
)
from plm.certificates.queries import candidates_of, find_line, paper_of, papers_to_print, progress_of, stored_pdf
from plm.certificates.rules import (
    Attendance,
    CertificateEnded,
    CertificateSettingsMissing,
    CertificateState,
    Failure,
    PatternRefused,
    ReasonMissing,
    RuleNotSound,
    RuleProblem,
    StoredPdf,
)
from plm.certificates.tables import Certificate, CertificateSettings
from plm.events.rules import EventMode
from plm.events.tables import Event
from plm.registration.rules import EventRole
from tests.certificates.scenes import IDENTITY, issue_one, make_person, set_wording, store_as
from tests.factories import NOON, make_event


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session, organiser="Perpustakaan Nasional Republik Indonesia")


def issue(session: Session, event: Event) -> list[int]:
    return issue_certificates(session, event=event, requested_by="account:1", now=NOON)


def numbers(session: Session, event: Event) -> list[str]:
    return list(session.scalars(select(Certificate.number).filter_by(event_id=event.id).order_by(Certificate.serial)))


def test_who_came_gets_a_certificate_with_their_identity_as_it_is_now(session: Session, event: Event) -> None:
    person = make_person(session, event)
    make_person(session, event, name="Contoh Dua", present=False)
    set_wording(session, event)

    ids = issue(session, event)

    certificate = session.get_one(Certificate, ids[0])
    assert len(ids) == 1
    assert (certificate.participant_id, certificate.number) == (person.id, "0001/PLM-N/XI/2024")
    assert certificate.identity == IDENTITY.as_document()
    assert len(certificate.code) == 12


def test_later_changes_do_not_reach_what_was_issued(session: Session, event: Event) -> None:
    person = make_person(session, event)
    certificate = issue_one(session, event, person)

    person.name = "Nama Lain"
    set_wording(session, event, signatory_name="Contoh Tujuh")
    session.flush()

    assert paper_of(certificate).identity == IDENTITY


def test_issuing_again_serves_only_new_earners(session: Session, event: Event) -> None:
    make_person(session, event)
    set_wording(session, event)
    first = issue(session, event)
    make_person(session, event, name="Contoh Dua")

    second, third = issue(session, event), issue(session, event)

    assert (len(first), len(second), third) == (1, 1, [])
    assert numbers(session, event) == ["0001/PLM-N/XI/2024", "0002/PLM-N/XI/2024"]


def test_each_role_earns_its_own(session: Session, event: Event) -> None:
    make_person(session, event, roles=(EventRole.PARTICIPANT, EventRole.SPEAKER, EventRole.GUEST))
    set_wording(session, event)

    ids = issue(session, event)

    assert {session.get_one(Certificate, one).role for one in ids} == {EventRole.PARTICIPANT, EventRole.SPEAKER}


def test_online_event_may_lift_attendance_and_no_other(session: Session, event: Event) -> None:
    online = make_event(session, slug="daring", mode=EventMode.ONLINE)
    make_person(session, online, present=False)
    set_wording(session, online, terms=Terms(Attendance.NONE))

    assert len(issue(session, online)) == 1
    with pytest.raises(RuleNotSound) as refused:
        set_wording(session, event, terms=Terms(Attendance.NONE))
    assert refused.value.facts == {"problems": (RuleProblem.ONLINE_ONLY,)}


def test_nothing_is_issued_without_settings(session: Session, event: Event) -> None:
    make_person(session, event)

    with pytest.raises(CertificateSettingsMissing):
        issue(session, event)


def test_settings_with_a_bad_pattern_are_refused(session: Session, event: Event) -> None:
    with pytest.raises(PatternRefused):
        set_wording(session, event, number_pattern="tanpa nomor")

    assert session.get(CertificateSettings, event.id) is None


def test_a_revoked_one_stays_revoked_and_is_not_issued_again(session: Session, event: Event) -> None:
    certificate = issue_one(session, event, make_person(session, event))

    revoke_certificate(session, certificate=certificate, reason="Salah orang", by="account:1", now=NOON)

    assert (certificate.state, certificate.end_reason) == (CertificateState.REVOKED, "Salah orang")
    assert issue(session, event) == []
    with pytest.raises(CertificateEnded):
        revoke_certificate(session, certificate=certificate, reason="Lagi", by="account:1", now=NOON)


def test_revoking_needs_a_reason(session: Session, event: Event) -> None:
    certificate = issue_one(session, event, make_person(session, event))

    with pytest.raises(ReasonMissing):
        revoke_certificate(session, certificate=certificate, reason="", by="account:1", now=NOON)


def test_a_replacement_has_a_new_number_and_the_old_one_names_it(session: Session, event: Event) -> None:
    person = make_person(session, event)
    old = issue_one(session, event, person)
    person.name = "Contoh Satu Benar"
    session.flush()

    new_id = reissue_certificate(session, certificate=old, event=event, reason="Nama keliru", by="account:1", now=NOON)

    new = session.get_one(Certificate, new_id)
    line, _ = find_line(session, old.code) or (None, None)
    assert line is not None
    assert (new.number, new.identity["name"]) == ("0002/PLM-N/XI/2024", "Contoh Satu Benar, S.Pd.")
    assert (line.state, line.name) == (CertificateState.REPLACED, "Contoh Satu, S.Pd.")
    assert (line.replaced_by_number, line.replaced_by_code) == (new.number, new.code)
    with pytest.raises(CertificateEnded):
        reissue_certificate(session, certificate=old, event=event, reason="Lagi", by="account:1", now=NOON)


def test_a_revoked_one_may_be_replaced_and_stays_revoked(session: Session, event: Event) -> None:
    old = issue_one(session, event, make_person(session, event))
    revoke_certificate(session, certificate=old, reason="Salah nama", by="account:1", now=NOON)

    new_id = reissue_certificate(session, certificate=old, event=event, reason="Benar", by="account:1", now=NOON)

    assert (old.state, old.replaced_by_id) == (CertificateState.REVOKED, new_id)


def test_a_pdf_is_stored_once(session: Session, event: Event) -> None:
    certificate = issue_one(session, event, make_person(session, event))
    note_failure(session, certificate_id=certificate.id, failure=Failure.GLYPH_MISSING)

    stored = [store_as(session, certificate.id, key) for key in ("a", "b")]

    assert stored == [True, False]
    assert (stored_pdf(session, certificate), certificate.failure) == (StoredPdf("a", 0, 0, 9), "")
    assert papers_to_print(session, [certificate.id]) == []


def test_progress_counts_valid_certificates(session: Session, event: Event) -> None:
    people = [make_person(session, event, name=name) for name in ("Contoh Satu", "Contoh Dua", "Contoh Tiga")]
    set_wording(session, event)
    first, second, _ = issue(session, event)
    store_as(session, first)
    note_failure(session, certificate_id=second, failure=Failure.GLYPH_MISSING)

    progress = progress_of(session, event.id)

    assert len(people) == 3
    assert (progress.issued, progress.rendered, progress.failed, progress.waiting) == (3, 1, 1, 1)


def test_only_who_came_is_due(session: Session, event: Event) -> None:
    make_person(session, event)
    make_person(session, event, name="Contoh Dua", present=False)

    due = [one.participant.name for one in candidates_of(session, event) if one.is_due]

    assert due == ["Contoh Satu"]


def test_every_change_is_audited(session: Session, event: Event) -> None:
    certificate = issue_one(session, event, make_person(session, event))
    revoke_certificate(session, certificate=certificate, reason="Salah orang", by="account:1", now=NOON)
    session.flush()

    verbs = session.scalars(select(AuditEntry.verb).filter_by(event_id=event.id).order_by(AuditEntry.id))

    assert list(verbs) == [
        "certificates.settings",
        "certificates.templates.create",
        "certificates.issue",
        "certificates.revoke",
    ]


@pytest.mark.parametrize("typed", ["", "7HQ3", "x" * 12, "7HQ3-MZ2K-TX9D"])
def test_unknown_codes_have_no_line(session: Session, typed: str) -> None:
    assert find_line(session, typed) is None

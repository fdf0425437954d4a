import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from plm.adapters.certificates import printing, read_pdf
from plm.adapters.signing import SigningUnavailable, open_seal, verify_pdf
from plm.adapters.storage import storage_of
from plm.certificates.actions import issue_certificates, pause_run, resume_run, revoke_certificate
from plm.certificates.queries import get_run, stored_pdf
from plm.certificates.rules import Authority
from plm.certificates.tables import Certificate, CertificatePack, CertificateRun, CertificateSettings
from plm.clock import now
from plm.events.tables import Event
from plm.jobs.rules import JobName
from plm.jobs.tables import Job
from plm.outbox.tables import MailMessage
from tests.certificates.scenes import make_person, set_wording
from tests.factories import NOON, make_event
from workers.certificates import render
from workers.composing import LETTERS


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session)


def issued(session: Session, event: Event, *names: str, **details: str) -> list[Certificate]:
    for name in names:
        make_person(session, event, name=name, **details)
    set_wording(session, event)
    ids = issue_certificates(session, event=event, requested_by="account:1", now=NOON)
    session.commit()
    return [session.get_one(Certificate, one) for one in ids]


def files_of(app: Flask) -> set[str]:
    root = Path(app.extensions["settings"].storage_url.removeprefix("file://"))
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def pdf_of(app: Flask, session: Session, certificate: Certificate) -> bytes | None:
    session.refresh(certificate)
    place = stored_pdf(session, certificate)
    return read_pdf(storage_of(app), place) if place else None


def at_the_next_drawing(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Do something once, while a batch is being drawn."""
    draw = printing.lay_pack

    def act_and_draw(*args: object, **options: object) -> object:
        monkeypatch.setattr(printing, "lay_pack", draw)
        act()
        return draw(*args, **options)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(printing, "lay_pack", act_and_draw)


def test_a_chunk_is_printed_signed_and_stored(app: Flask, session: Session, event: Event) -> None:
    certificates = issued(session, event, "Contoh Satu", "Contoh Dua")

    render(session, certificate_ids=[one.id for one in certificates])

    settings = app.extensions["settings"]
    seal = open_seal(settings.signing_p12, settings.signing_password)
    for one in certificates:
        pdf = pdf_of(app, session, one)
        assert pdf is not None
        assert (one.size, one.sha256) == (len(pdf), hashlib.sha256(pdf).hexdigest())
        assert (one.signer, one.authority, one.awaits_seal) == (seal.name, Authority.DEVELOPMENT, False)
        assert verify_pdf(pdf, trusted=[seal.fingerprint]).holds
    assert {one.pack_id for one in certificates} == {session.query(CertificatePack).one().id}


def test_the_last_chunk_finishes_the_run(session: Session, event: Event) -> None:
    first, second = issued(session, event, "Contoh Satu", "Contoh Dua")
    run = session.query(CertificateRun).one()

    render(session, certificate_ids=[first.id])
    session.refresh(run)
    half = run.finished_at
    render(session, certificate_ids=[second.id])
    session.refresh(run)

    assert half is None
    assert run.finished_at is not None


def test_running_twice_changes_nothing(app: Flask, session: Session, event: Event) -> None:
    (certificate,) = issued(session, event, "Contoh Satu")
    render(session, certificate_ids=[certificate.id])
    session.refresh(certificate)
    before, files = (certificate.sha256, certificate.rendered_at), files_of(app)

    render(session, certificate_ids=[certificate.id])

    session.refresh(certificate)
    assert (certificate.sha256, certificate.rendered_at) == before
    assert files_of(app) == files


def test_a_job_that_died_midway_is_continued_where_it_stopped(session: Session, event: Event) -> None:
    first, second = issued(session, event, "Contoh Satu", "Contoh Dua")
    render(session, certificate_ids=[first.id])
    session.refresh(first)
    done = first.sha256

    render(session, certificate_ids=[first.id, second.id])

    session.refresh(first)
    session.refresh(second)
    assert first.sha256 == done
    assert second.sha256 is not None


def test_the_slower_of_two_workers_leaves_no_file_behind(
    app: Flask, session: Session, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    (certificate,) = issued(session, event, "Contoh Satu")
    files = files_of(app)

    at_the_next_drawing(monkeypatch, lambda: render(session, certificate_ids=[certificate.id]))
    render(session, certificate_ids=[certificate.id])

    assert pdf_of(app, session, certificate) is not None
    assert files_of(app) - files == {session.query(CertificatePack).one().storage_key}


def test_a_worker_that_lost_one_of_two_keeps_its_pack_for_the_other(
    app: Flask, session: Session, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = issued(session, event, "Contoh Satu", "Contoh Dua")

    at_the_next_drawing(monkeypatch, lambda: render(session, certificate_ids=[first.id]))
    render(session, certificate_ids=[first.id, second.id])

    for one in (first, second):
        pdf = pdf_of(app, session, one)
        assert pdf is not None
        assert hashlib.sha256(pdf).hexdigest() == one.sha256
    assert first.pack_id != second.pack_id


def test_no_transaction_is_open_while_drawing(session: Session, event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    (certificate,) = issued(session, event, "Contoh Satu")
    seen: list[bool] = []

    at_the_next_drawing(monkeypatch, lambda: seen.append(session.in_transaction()))
    render(session, certificate_ids=[certificate.id])

    assert seen == [False]


def test_a_worker_that_dies_while_writing_leaves_nothing_that_could_be_read(
    app: Flask, session: Session, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    (certificate,) = issued(session, event, "Contoh Satu")
    files = files_of(app)

    def lost(*args: object, **options: object) -> object:
        raise OSError("the disk is full")

    with monkeypatch.context() as full:
        full.setattr(printing, "store_pack", lost)
        with pytest.raises(OSError, match="full"):
            render(session, certificate_ids=[certificate.id])
    session.rollback()

    assert pdf_of(app, session, certificate) is None
    assert {path.rpartition(".")[2] for path in files_of(app) - files} <= {"pack"}
    render(session, certificate_ids=[certificate.id])
    assert pdf_of(app, session, certificate) is not None


def test_a_paused_run_is_not_printed_until_it_goes_on(app: Flask, session: Session, event: Event) -> None:
    (certificate,) = issued(session, event, "Contoh Satu")
    run = session.query(CertificateRun).one()
    pause_run(session, run=run, by="account:1", now=NOON)
    session.commit()

    render(session, certificate_ids=[certificate.id])
    paused = pdf_of(app, session, certificate)
    waiting = resume_run(session, run=get_run(session, event.id, run.id), by="account:1", now=NOON)
    session.commit()
    render(session, certificate_ids=waiting)

    assert (paused, waiting) == (None, [certificate.id])
    assert pdf_of(app, session, certificate) is not None


def test_a_pause_is_heard_between_two_batches(
    app: Flask, session: Session, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = issued(session, event, "Contoh Satu", "Contoh Dua")
    run = session.query(CertificateRun).one()
    monkeypatch.setattr(printing, "BATCH", 1)

    def pause() -> None:
        pause_run(session, run=run, by="account:1", now=NOON)
        session.commit()

    at_the_next_drawing(monkeypatch, pause)
    render(session, certificate_ids=[first.id, second.id])

    assert pdf_of(app, session, first) is not None
    assert pdf_of(app, session, second) is None


def test_a_revoked_one_is_not_printed(app: Flask, session: Session, event: Event) -> None:
    (certificate,) = issued(session, event, "Contoh Satu")
    revoke_certificate(session, certificate=certificate, reason="Salah orang", by="account:1", now=NOON)
    session.commit()

    render(session, certificate_ids=[certificate.id])

    assert pdf_of(app, session, certificate) is None


def test_a_name_that_cannot_be_printed_stops_nobody_else(app: Flask, session: Session, event: Event) -> None:
    broken, fine = issued(session, event, "A \ue123", "Contoh Dua")

    render(session, certificate_ids=[broken.id, fine.id])

    assert (pdf_of(app, session, broken), broken.failure) == (None, "glyph_missing")
    assert pdf_of(app, session, fine) is not None


def test_a_pack_without_anybody_is_taken_away(app: Flask, session: Session, event: Event) -> None:
    (broken,) = issued(session, event, "A \ue123")
    files = files_of(app)

    render(session, certificate_ids=[broken.id])

    session.refresh(broken)
    assert (broken.failure, files_of(app)) == ("glyph_missing", files)


def test_without_a_key_the_job_fails_and_can_be_tried_again(
    app: Flask, session: Session, event: Event, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (certificate,) = issued(session, event, "Contoh Satu")

    def no_key(settings: object) -> None:
        raise SigningUnavailable(str(tmp_path))

    with monkeypatch.context() as without_key:
        without_key.setattr(printing, "open_the_seal", no_key)
        with pytest.raises(SigningUnavailable):
            render(session, certificate_ids=[certificate.id])

    render(session, certificate_ids=[certificate.id])

    assert pdf_of(app, session, certificate) is not None


def test_who_has_an_address_is_told_once(app: Flask, session: Session, event: Event) -> None:
    (certificate,) = issued(session, event, "Contoh Satu", email="satu@contoh.example")
    session.get_one(CertificateSettings, event.id).mail_when_ready = True
    session.commit()

    for _ in range(2):
        render(session, certificate_ids=[certificate.id])

    mail = session.query(MailMessage).one()
    with app.test_request_context():
        letter = LETTERS[mail.template].compose(session, mail)
    assert letter is not None
    assert (mail.recipient, letter.subject, letter.attachments) == (
        "satu@contoh.example", f"Sertifikat {event.name}", ()
    )  # fmt: skip
    assert f"nomor {certificate.number} sudah siap" in letter.body
    assert session.query(Job).filter_by(name=JobName.SEND_MAIL).count() == 1


def test_a_mail_about_what_has_ended_is_dropped(app: Flask, session: Session, event: Event) -> None:
    (certificate,) = issued(session, event, "Contoh Satu", email="satu@contoh.example")
    session.get_one(CertificateSettings, event.id).mail_when_ready = True
    render(session, certificate_ids=[certificate.id])
    mail = session.query(MailMessage).one()

    session.refresh(certificate)
    revoke_certificate(session, certificate=certificate, reason="Salah orang", by="account:1", now=now())

    with app.test_request_context():
        assert LETTERS[mail.template].compose(session, mail) is None


def test_nobody_is_told_unasked(session: Session, event: Event) -> None:
    (certificate,) = issued(session, event, "Contoh Satu", email="satu@contoh.example")

    render(session, certificate_ids=[certificate.id])

    assert session.query(MailMessage).count() == 0

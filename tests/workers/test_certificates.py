import hashlib
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from plm.adapters.certificates import printing
from plm.adapters.signing import SigningUnavailable, open_seal, verify_pdf
from plm.adapters.storage import storage_of
from plm.certificates.actions import issue_certificates, revoke_certificate
from plm.certificates.tables import Certificate
from plm.events.tables import Event
from tests.certificates.scenes import make_person, set_wording
from tests.factories import NOON, make_event
from workers.certificates import render


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session)


def issued(session: Session, event: Event, *names: str) -> list[Certificate]:
    for name in names:
        make_person(session, event, name=name)
    set_wording(session, event)
    ids = issue_certificates(session, event=event, requested_by="account:1", now=NOON)
    session.commit()
    return [session.get_one(Certificate, one) for one in ids]


def files_of(app: Flask) -> set[str]:
    root = Path(app.extensions["settings"].storage_url.removeprefix("file://"))
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def test_a_chunk_is_printed_signed_and_stored(app: Flask, session: Session, event: Event) -> None:
    certificates = issued(session, event, "Contoh Satu", "Contoh Dua")

    render(session, certificate_ids=[one.id for one in certificates])

    settings = app.extensions["settings"]
    trusted = [open_seal(settings.signing_p12, settings.signing_password).fingerprint]
    for one in certificates:
        session.refresh(one)
        assert one.storage_key is not None
        pdf = storage_of(app).get(one.storage_key)
        assert (one.size, one.sha256) == (len(pdf), hashlib.sha256(pdf).hexdigest())
        assert verify_pdf(pdf, trusted=trusted).holds


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
    draw = printing.certificate_pdf

    def draw_while_another_worker_finishes(*args: object, **options: object) -> bytes:
        monkeypatch.setattr(printing, "certificate_pdf", draw)
        render(session, certificate_ids=[certificate.id])
        return draw(*args, **options)  # type: ignore[arg-type]  # handed on as they came

    files = files_of(app)
    monkeypatch.setattr(printing, "certificate_pdf", draw_while_another_worker_finishes)
    render(session, certificate_ids=[certificate.id])

    session.refresh(certificate)
    assert files_of(app) - files == {certificate.storage_key}


def test_two_workers_that_make_the_same_bytes_keep_the_one_file(
    app: Flask, session: Session, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    (certificate,) = issued(session, event, "Contoh Satu")

    def draw_as_another_worker_did(*args: object, **options: object) -> bytes:
        monkeypatch.setattr(printing, "certificate_pdf", lambda *args, **options: b"%PDF the same")
        render(session, certificate_ids=[certificate.id])
        return b"%PDF the same"

    monkeypatch.setattr(printing, "certificate_pdf", draw_as_another_worker_did)
    render(session, certificate_ids=[certificate.id])

    session.refresh(certificate)
    assert certificate.storage_key is not None
    assert storage_of(app).get(certificate.storage_key) == b"%PDF the same"


def test_no_transaction_is_open_while_drawing(session: Session, event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    (certificate,) = issued(session, event, "Contoh Satu")
    draw, seen = printing.certificate_pdf, []

    def draw_and_look(*args: object, **options: object) -> bytes:
        seen.append(session.in_transaction())
        return draw(*args, **options)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(printing, "certificate_pdf", draw_and_look)
    render(session, certificate_ids=[certificate.id])

    assert seen == [False]


def test_a_revoked_one_is_not_printed(session: Session, event: Event) -> None:
    (certificate,) = issued(session, event, "Contoh Satu")
    revoke_certificate(session, certificate=certificate, reason="Salah orang", by="account:1", now=NOON)
    session.commit()

    render(session, certificate_ids=[certificate.id])

    session.refresh(certificate)
    assert certificate.storage_key is None


def test_a_name_that_cannot_be_printed_stops_nobody_else(session: Session, event: Event) -> None:
    broken, fine = issued(session, event, "A \ue123", "Contoh Dua")

    render(session, certificate_ids=[broken.id, fine.id])

    session.refresh(broken)
    session.refresh(fine)
    assert (broken.storage_key, broken.failure) == (None, "glyph_missing")
    assert fine.storage_key is not None


def test_without_a_key_the_job_fails_and_can_be_tried_again(
    app: Flask, session: Session, event: Event, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (certificate,) = issued(session, event, "Contoh Satu")

    def no_key(path: Path, password: str) -> None:
        raise SigningUnavailable(str(tmp_path))

    with monkeypatch.context() as without_key:
        without_key.setattr(printing, "open_seal", no_key)
        with pytest.raises(SigningUnavailable):
            render(session, certificate_ids=[certificate.id])

    render(session, certificate_ids=[certificate.id])

    session.refresh(certificate)
    assert certificate.storage_key is not None

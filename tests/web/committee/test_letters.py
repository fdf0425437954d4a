"""Wording, printing and taking letters, on the committee's pages and behind the link."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from flask import current_app
from sqlalchemy import select

from plm.accounts.rules import Role
from plm.clock import now
from plm.events.queries import get_event
from plm.invitations.actions import write_letter
from plm.jobs.rules import JobName
from plm.jobs.tables import Job
from plm.letters.actions import save_letter_settings, start_letters
from plm.letters.queries import find_settings, letters_of_run, runs_of
from plm.letters.rules import LetterKind, LetterWords
from tests.factories import NOON, log_in, make_account, make_event, make_library
from tests.letters.makers import WORDS
from tests.registration.makers import link_of, make_invitation, picture
from workers import composing
from workers import letters as worker

URL = "/panitia/plm-2024/surat-undangan/"
TYPED = {
    "letterhead": "Perpustakaan Contoh", "number": "B-{urut}/X", "subject": "Undangan", "place": "Jakarta",
    "dated_on": "2024-10-14", "opening": "Kami mengundang.", "costs": "Akomodasi = penyelenggara",
    "contacts": "Contoh Lima, 0812", "closing": "Terima kasih.", "signer_position": "Kepala Contoh",
    "signer_name": "Contoh Empat",
}  # fmt: skip


@pytest.fixture
def committee(client, session):
    log_in(client, make_account(session))
    return client


@pytest.fixture
def invitation(session):
    event = make_event(session)
    other = make_library(session, region_code="62.13.09.2010")
    make_invitation(session, event, other, expires_at=now() + timedelta(days=9))
    made = make_invitation(
        session, event, make_library(session, email="desa@contoh.id"), expires_at=now() + timedelta(days=9)
    )
    session.commit()
    return made


def worded(session):
    event = get_event(session, "plm-2024")
    save_letter_settings(session, event=event, words=WORDS, logo_key=None, actor="cli", now=NOON)
    session.commit()
    return event


def test_the_wording_is_typed_with_a_logo_and_shown_back(committee, session, invitation):
    saved = committee.post(f"{URL}isi", data={**TYPED, "logo": (BytesIO(picture("PNG")), "kop.png")})
    kept = find_settings(session, invitation.event_id)
    page = committee.get(f"{URL}isi").text

    assert saved.status_code == 302
    assert LetterWords.from_document(kept.words).costs == (("Akomodasi", "penyelenggara"),)
    assert kept.logo_key.endswith(".png")
    assert "Akomodasi = penyelenggara" in page
    assert "Tanpa lambang" in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"costs": "Akomodasi"}, "costs"),
        ({"contacts": "Contoh Lima"}, "contacts"),
        ({"number": ""}, "number"),
        ({"dated_on": "kemarin"}, "dated_on"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(committee, session, invitation, changes, field):
    answer = committee.post(f"{URL}isi", data={**TYPED, "closing": "Salam <b>", **changes})

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "Salam &lt;b&gt;" in answer.text
    assert find_settings(session, invitation.event_id) is None


@pytest.mark.parametrize("logo", [b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n", b"GIF89a", b"\x89PNG\r\n\x1a\nkaput"])
def test_a_logo_that_is_no_picture_is_refused(committee, session, invitation, logo):
    answer = committee.post(f"{URL}isi", data={**TYPED, "logo": (BytesIO(logo), "kop.png")})

    assert answer.status_code == 422
    assert 'href="#logo"' in answer.text


def test_letters_are_printed_by_the_worker_and_taken_away(committee, session, invitation):
    event = worded(session)
    started = committee.post(f"{URL}mulai", data={"kind": "each"}, follow_redirects=True)
    (run, before), *_ = runs_of(session, event.id)
    bar = committee.get(f"{URL}{run.id}/kemajuan").json
    (job,) = session.scalars(select(Job))
    for _ in range(2):
        worker.render(session, **job.arguments)
    done = committee.get(f"{URL}{run.id}/kemajuan").json
    letter = letters_of_run(session, run.id)[0]
    pdf = committee.get(f"{URL}{run.id}/{letter.id}.pdf")
    packed = zipfile.ZipFile(BytesIO(committee.get(f"{URL}{run.id}/semua.zip").data))
    own = committee.get(f"{link_of(invitation)}surat-undangan.pdf")

    assert "Surat sedang dicetak" in started.text
    assert (job.name, before.all) == (JobName.RENDER_LETTERS, 2)
    assert (bar, done) == ({"moves": True, "done": 0, "all": 2}, {"moves": False, "done": 2, "all": 2})
    assert pdf.data[:5] == own.data[:5] == b"%PDF-"
    assert [name[:5] for name in packed.namelist()] == ["0001-", "0002-"]
    assert "Surat undangan (PDF)" in committee.get(link_of(invitation)).text
    assert current_app.extensions["storage"].exists(letter.storage_key)


def test_the_printed_letter_goes_with_the_mail(app, session, invitation):
    event = worded(session)
    run = start_letters(session, event=event, kind=LetterKind.LIST, actor="cli", now=NOON)
    worker.render(session, letter_ids=[one.id for one in letters_of_run(session, run.id)])
    mail = write_letter(session, invitation=invitation, address="desa@contoh.id", actor="cli", now=NOON)
    session.commit()
    with app.test_request_context():
        letter = composing.LETTERS[mail.template].compose(session, mail)

    assert [one.filename for one in letter.attachments] == ["surat-undangan.pdf", "acara.ics"]


def test_samples_are_shown_before_anything_is_printed(committee, session, invitation):
    worded(session)

    pages = [committee.get(f"{URL}contoh-{kind}.pdf") for kind in ("each", "list")]

    assert [page.data[:5] for page in pages] == [b"%PDF-", b"%PDF-"]
    assert runs_of(session, invitation.event_id) == []
    assert committee.get(f"{URL}contoh-lain.pdf").status_code == 404


def test_without_words_or_letters_it_says_so(committee, session, invitation):
    session.commit()
    assert "Isi surat belum ada" in committee.get(URL).text
    started = committee.post(f"{URL}mulai", data={"kind": "each"})
    assert (started.status_code, "Tulis isinya dulu" in started.text) == (409, True)
    assert committee.get(f"{link_of(invitation)}surat-undangan.pdf").status_code == 404


def test_an_auditor_reads_and_prints_nothing(client, session, invitation):
    worded(session)
    log_in(client, make_account(session, role=Role.AUDITOR))
    session.commit()

    assert client.get(URL).status_code == 200
    assert [client.post(f"{URL}{page}").status_code for page in ("mulai", "isi")] == [403, 403]

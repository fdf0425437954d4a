"""A library's way from the invitation to its tickets, without JavaScript."""

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from flask import current_app

from plm.adapters.storage import storage_of
from plm.checkin.queries import ticket_code_of
from plm.clock import now
from plm.invitations.rules import Reply
from plm.registration.actions import reject_paper
from plm.registration.queries import find_delegation, find_letter, roster_of
from plm.registration.rules import LARGEST_PAPER, letter_slot
from tests.factories import NOON, make_event, make_library
from tests.registration.makers import PDF, link_of, make_draft, make_invitation, picture, secret

SATU = {"name": "Contoh Satu", "title_suffix": "S.Pd.", "phone": "0812 3456 7890", "position": "Kepala desa"}


@pytest.fixture
def invitation(session):
    return make_invitation(session)


@pytest.fixture
def link(invitation):
    return link_of(invitation)


def ready(session, invitation, **changes):
    """A draft that is committed, because a refused request rolls back."""
    delegation = make_draft(session, invitation, **changes)
    session.commit()
    return delegation


@pytest.fixture
def letters(session):
    """The folder of the letters, empty: an unneeded file must not stay."""
    folder = Path(storage_of(current_app)._root) / "letters"
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def _count(folder):
    return sum(path.is_file() for path in folder.rglob("*"))


def _send(client, link, content=PDF, name="surat.pdf"):
    return client.post(f"{link}surat-tugas", data={"letter": (BytesIO(content), name)})


def test_invitation_says_who_to_what_where_until_when(client, link):
    page = client.get(link)

    for words in ("PLM Nasional 2024", "Perpusdes Tangkum", "6–8 November 2024", "waktu WITA", "Prime Plaza Sanur"):
        assert words in page.text
    assert "Contoh Lima" in page.text
    assert 'content="noindex"' in page.text


def test_whole_way_from_answer_to_tickets(client, session, invitation, link):
    steps = [
        client.post(f"{link}jawaban", data={"answer": "2"}),
        client.post(f"{link}peserta/1", data=SATU),
        client.post(f"{link}peserta/2", data={**SATU, "name": "Trisno", "position": "Pendamping"}),
        _send(client, link),
        client.post(f"{link}periksa"),
    ]
    home = client.get(link)

    delegation = find_delegation(session, invitation.event_id, invitation.library_id)
    people = roster_of(session, delegation.id)
    assert [step.status_code for step in steps] == [302] * 5
    assert [client.get(f"{link}lanjut").location, steps[4].location] == [link, link]
    assert [person.phone for person in people] == ["+6281234567890", "+6281234567890"]
    assert people[0].institution == "Perpusdes Tangkum, Barito Timur, Kalimantan Tengah"
    assert all(ticket_code_of(session, person.id, secret()) for person in people)
    assert "Pendaftaran diterima" in home.text
    assert "Ada yang salah? Hubungi Contoh Lima lewat WhatsApp" in home.text
    assert "Contoh Satu, S.Pd." in home.text
    assert home.text.count("/p/") >= 4


def test_each_step_leads_to_what_is_missing(client, link):
    client.post(f"{link}jawaban", data={"answer": "1"})

    first = client.get(f"{link}lanjut").location
    client.post(f"{link}peserta/1", data=SATU)
    second = client.get(f"{link}lanjut").location
    _send(client, link)
    third = client.get(f"{link}lanjut").location

    assert [first, second, third] == [f"{link}peserta/1", f"{link}surat-tugas", f"{link}periksa"]


def test_steps_are_counted_with_one_person_until_the_number_is_known(client, link):
    asked = client.get(f"{link}jawaban").text
    client.post(f"{link}jawaban", data={"answer": "1"})
    alone = client.get(f"{link}peserta/1").text
    client.post(f"{link}jawaban", data={"answer": "2"})
    together = client.get(f"{link}peserta/1").text

    assert "Langkah 1 dari 4." in asked
    assert "Langkah 2 dari 4." in alone
    assert "Langkah 2 dari 5." in together


def test_answer_asks_again_when_nothing_is_chosen(client, session, invitation, link):
    page = client.post(f"{link}jawaban", data={})

    assert page.status_code == 422
    assert ">Apakah perpustakaan Anda hadir? Pilih salah satu.</a>" in page.text
    assert "<title>Kesalahan:" in page.text
    assert invitation.reply is Reply.PENDING


def test_declining_asks_why_and_may_be_taken_back(client, session, invitation, link):
    asked = client.post(f"{link}jawaban", data={"answer": "tidak"})
    without = client.post(f"{link}tidak-hadir", data={"reason": " "})
    client.post(f"{link}tidak-hadir", data={"reason": "Bersamaan dengan <panen>"})
    page = client.get(link)
    client.post(f"{link}jawaban", data={"answer": "1"})

    assert asked.location == f"{link}tidak-hadir"
    assert without.status_code == 422
    assert "Bersamaan dengan &lt;panen&gt;" in page.text
    assert invitation.reply is Reply.ACCEPTED


def test_wrong_number_keeps_everything_typed(client, session, invitation, link):
    client.post(f"{link}jawaban", data={"answer": "1"})

    page = client.post(f"{link}peserta/1", data={**SATU, "phone": "0812 3456", "email": "bukan-surel"})

    assert page.status_code == 422
    assert "Nomor terlalu pendek. Tulis lengkap, misalnya 0812 3456 7890" in page.text
    assert "Alamat surel belum lengkap" in page.text
    assert "Ada 2 isian yang perlu diperbaiki" in page.text
    for kept in ('value="0812 3456"', 'value="Contoh Satu"', 'value="S.Pd."', 'value="bukan-surel"'):
        assert kept in page.text
    assert 'aria-describedby="phone-h phone-e"' in page.text
    assert roster_of(session, find_delegation(session, invitation.event_id, invitation.library_id).id) == []


def test_name_with_markup_is_shown_literally_and_stored_as_typed(client, session, invitation, link):
    client.post(f"{link}jawaban", data={"answer": "1"})
    client.post(f"{link}peserta/1", data={**SATU, "name": "  <b>Trisno</b> 🌾 محمد ", "title_suffix": ""})

    page = client.get(f"{link}periksa")

    (person,) = roster_of(session, find_delegation(session, invitation.event_id, invitation.library_id).id)
    assert person.name == "<b>Trisno</b> 🌾 محمد"
    assert "<b>&lt;b&gt;Trisno&lt;/b&gt; 🌾 محمد</b>" in page.text


def test_saving_for_later_needs_only_a_name(client, session, invitation, link):
    client.post(f"{link}jawaban", data={"answer": "1"})

    later = client.post(f"{link}peserta/1", data={"name": "Trisno", "later": "1"})
    now_ = client.post(f"{link}peserta/1", data={"name": "Trisno"})
    page = client.get(link)

    assert later.location == link
    assert "Draf tersimpan pukul" in page.text
    assert "Peserta 1: Trisno" in page.text
    assert "Belum lengkap" in page.text
    assert now_.status_code == 422
    assert "Tulis nomor WhatsApp peserta." in now_.text
    assert "Pilih jabatan." in now_.text


def test_odd_nip_is_doubted_but_accepted(client, session, invitation, link):
    client.post(f"{link}jawaban", data={"answer": "1"})

    saved = client.post(f"{link}peserta/1", data={**SATU, "nip": "1972117 200311 1 001"})
    review = client.get(f"{link}periksa")

    assert saved.status_code == 302
    assert "NIP biasanya 18 angka." in review.text
    assert "1972117 200311 1 001" in review.text


def test_position_may_be_written_by_hand(client, session, invitation, link):
    client.post(f"{link}jawaban", data={"answer": "1"})

    missing = client.post(f"{link}peserta/1", data={**SATU, "position": "lain"})
    client.post(f"{link}peserta/1", data={**SATU, "position": "lain", "other_position": "Sekretaris desa"})
    page = client.get(f"{link}peserta/1")

    assert "Tulis jabatannya." in missing.text
    assert 'value="Sekretaris desa"' in page.text


def test_participant_beyond_the_seats_is_no_page(client, link):
    client.post(f"{link}jawaban", data={"answer": "1"})

    assert client.get(f"{link}peserta/2").status_code == 404
    assert client.get(f"{link}peserta/0").status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"MZ\x90\x00", "surat.pdf", "bukan PDF, JPEG, PNG, atau HEIC"),
        (b"", "surat.pdf", "Berkas surat.pdf kosong."),
        (b"", "", "Pilih berkasnya dulu."),
        (b"%PDF-1.7 cut", "surat.pdf", "rusak atau terpotong"),
        (b"\xff\xd8\xff\xe0 not really", "foto.jpg", "rusak atau terpotong"),
        (PDF + b"0" * LARGEST_PAPER, "surat.pdf", "Berkas terlalu besar"),
    ],
)
def test_wrong_file_says_why_and_keeps_the_rest(client, session, invitation, link, letters, content, name, sentence):
    delegation = ready(session, invitation, letter=False)

    page = _send(client, link, content, name)

    assert page.status_code == 422
    assert sentence in page.text
    assert find_letter(session, delegation.id) is None
    assert len(roster_of(session, delegation.id)) == 1
    assert _count(letters) == 0


def test_file_past_the_servers_limit_is_refused_on_the_same_page(client, session, invitation, link):
    ready(session, invitation, letter=False)

    page = _send(client, link, PDF + b"0" * current_app.config["MAX_CONTENT_LENGTH"])

    assert page.status_code == 413
    assert "Berkas terlalu besar. Paling besar 10 MB" in page.text
    assert "Unggah surat tugas" in page.text


def test_picture_is_written_anew_and_its_name_shown_literally(client, session, invitation, link):
    delegation = ready(session, invitation, letter=False)
    photo = picture() + b"<script>hidden</script>"

    _send(client, link, photo, "<b>surat</b>.jpg")
    page = client.get(f"{link}surat-tugas")

    letter = find_letter(session, delegation.id)
    kept = storage_of(current_app).get(letter.storage_key)
    assert (letter.content_type, letter.filename) == ("image/jpeg", "<b>surat</b>.jpg")
    assert kept.startswith(b"\xff\xd8\xff")
    assert b"hidden" not in kept
    assert "&lt;b&gt;surat&lt;/b&gt;.jpg" in page.text


def test_letter_sent_twice_lies_in_the_store_once(client, session, invitation, link, letters):
    ready(session, invitation, letter=False)

    _send(client, link)
    _send(client, link)
    once = _count(letters)
    _send(client, link, PDF + b" another", "lain.pdf")

    assert once == 1
    assert _count(letters) == 1


def test_sending_twice_takes_the_seat_once(client, session, invitation, link):
    ready(session, invitation)
    event_id = invitation.event_id

    answers = [client.post(f"{link}periksa") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert session.get(type(make_event(session, slug="lain")), event_id).seats_taken == 1


def test_sending_without_letter_or_people_names_them_and_links_there(client, session, invitation, link):
    delegation = ready(session, invitation, letter=False)
    no_letter = client.post(f"{link}periksa")
    roster_of(session, delegation.id)[0].phone = ""
    session.commit()

    no_person = client.post(f"{link}periksa")

    assert (no_letter.status_code, no_person.status_code) == (409, 409)
    assert f'href="{link}surat-tugas">Surat tugas belum ada.' in no_letter.text
    assert f'href="{link}peserta/1">Data peserta 1 belum lengkap' in no_person.text


def test_closed_and_full_events_say_so_and_keep_the_draft(client, session):
    event = make_event(session, registration_closes_at=NOON)
    invitation = make_invitation(session, event)
    delegation = ready(session, invitation)

    closed = client.post(f"{link_of(invitation)}periksa")
    event.registration_closes_at, event.capacity = None, 0
    session.commit()
    full = client.post(f"{link_of(invitation)}periksa")

    assert "Pendaftaran ditutup 6 November 2024 pukul 12.00 WITA." in closed.text
    assert "Kursi terakhir baru saja terisi." in full.text
    assert find_letter(session, delegation.id) is not None


def test_dead_links_each_have_a_clear_page(client, session):
    library = make_library(session)
    expired = make_invitation(session, library=library, expires_at=NOON)
    other = make_event(session, slug="lain")
    revoked = make_invitation(session, other, library, revoked_at=NOON)
    session.commit()

    pages = [client.get(link_of(expired)), client.get(link_of(revoked)), client.get("/u/7HQ3MZ2K/")]

    assert [page.status_code for page in pages] == [410, 410, 404]
    assert "sudah habis masa berlakunya" in pages[0].text
    assert "Hubungi Contoh Lima, 0812 0000 0000." in pages[0].text
    assert "sudah dicabut" in pages[1].text
    assert "Tautan ini tidak dikenal atau sudah diganti. Pakai tautan terbaru dari panitia" in pages[2].text


def test_ticket_message_for_whatsapp_names_people_as_typed(client, session, invitation, link):
    delegation = ready(session, invitation, seats=2)
    first, second = roster_of(session, delegation.id)
    client.post(f"{link}periksa")
    first.name, second.phone = "Ma'ruf <b>", ""
    session.commit()

    page = client.get(link).text

    assert "https://wa.me/6281234567890?text=Tiket%20PLM%20Nasional%202024%20untuk%20Ma%27ruf%20%3Cb%3E%3A%20" in page
    assert page.count("Kirim lewat WhatsApp") == 1


def test_registered_library_stays_in_after_the_expiry(client, session, invitation, link):
    ready(session, invitation)
    client.post(f"{link}periksa")
    invitation.expires_at = NOON
    session.flush()

    assert "Pendaftaran diterima" in client.get(link).text


def test_steps_before_an_answer_lead_back_to_the_invitation(client, link):
    for path in ("peserta/1", "surat-tugas", "periksa", "lanjut"):
        assert client.get(f"{link}{path}").location == link


def test_steps_after_sending_lead_to_the_tickets(client, session, invitation, link):
    ready(session, invitation)
    client.post(f"{link}periksa")

    for path in ("jawaban", "tidak-hadir", "peserta/1", "periksa", "lanjut"):
        assert client.get(f"{link}{path}").location == link
    assert client.post(f"{link}periksa").location == link


@pytest.mark.parametrize(
    ("path", "typed", "shown"),
    [
        ("peserta/1", {**SATU, "name": "Trisno <b>"}, ("Trisno &lt;b&gt;", "S.Pd.", "0812 3456 7890", "Kepala desa")),
        ("peserta/1", {"position": "lain", "other_position": "Juru tulis"}, ("Jabatan lain", "Juru tulis")),
        ("tidak-hadir", {"reason": "Panen <raya>"}, ("Panen &lt;raya&gt;",)),
        ("jawaban", {"answer": "2"}, ("Ya, 2 orang",)),
    ],
)
def test_page_left_open_until_after_sending_shows_what_it_does_not_save(
    client, session, invitation, link, path, typed, shown
):
    delegation = ready(session, invitation)
    client.post(f"{link}periksa")

    page = client.post(f"{link}{path}", data=typed)

    (person,) = roster_of(session, delegation.id)
    assert page.status_code == 409
    assert "Pendaftaran sudah dikirim; perubahan ini tidak disimpan." in page.text
    assert "Hubungi Contoh Lima lewat WhatsApp" in page.text
    assert all(f"<dd>{words}</dd>" in page.text for words in shown)
    assert (person.name, invitation.reply) == ("Contoh Satu", Reply.ACCEPTED)


def test_rejected_letter_is_asked_for_again_after_sending(client, session, invitation, link):
    delegation = ready(session, invitation)
    client.post(f"{link}periksa")
    seen = find_letter(session, delegation.id).sha256
    reject_paper(session, slot=letter_slot(delegation.id), seen=seen, reason="Tanpa cap", actor="account:1", now=now())

    home = client.get(link)
    _send(client, link, PDF + b" stamped")
    again = client.get(link)

    assert "Surat tugas ditolak." in home.text
    assert "Tanpa cap" in home.text
    assert "Menunggu" in again.text

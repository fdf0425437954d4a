"""What the event asks for besides the letter: of the delegation, of each person, seen by nobody else."""

from io import BytesIO

import pillow_heif
import pytest
from PIL import Image

from plm.events.queries import get_event_by_id
from plm.registration.actions import PaperWish, ask_for_paper, receive_paper, stop_asking, submit_delegation
from plm.registration.queries import (
    find_delegation,
    find_letter,
    find_paper,
    get_paper,
    participant_token,
    requested_papers,
    roster_of,
)
from plm.registration.rules import DocumentState, PaperDue, PaperScope, PaperSlot
from tests.factories import NOON, make_library
from tests.registration.makers import PDF, link_of, make_draft, make_invitation, picture, secret


@pytest.fixture
def invitation(session):
    return make_invitation(session)


@pytest.fixture
def link(invitation):
    return link_of(invitation)


@pytest.fixture
def delegation(session, invitation):
    delegation = make_draft(session, invitation, seats=2)
    session.commit()
    return delegation


def ask(session, delegation, scope, due=PaperDue.LATER, name="Pas foto"):
    wish = PaperWish(name=name, scope=scope, due=due)
    asked = ask_for_paper(session, event_id=delegation.event_id, wish=wish, actor="account:1", now=NOON)
    session.commit()
    return asked


def send(client, path, content=PDF, name="berkas.pdf"):
    return client.post(path, data={"letter": (BytesIO(content), name)})


def slot_of(asked, owner_id):
    return PaperSlot(asked.scope, owner_id, asked.id)


def test_without_wishes_there_is_no_such_page(client, link, delegation):
    assert client.get(f"{link}berkas/").status_code == 404
    assert "Langkah 4 dari 5." in client.get(f"{link}surat-tugas").text


def test_paper_that_is_due_holds_the_registration_until_it_is_there(client, session, link, delegation):
    asked = ask(session, delegation, PaperScope.PERSON, PaperDue.REGISTRATION)
    slots = [slot_of(asked, person.id) for person in roster_of(session, delegation.id)]
    going_on = client.get(f"{link}lanjut").location
    refused = client.post(f"{link}periksa")
    for slot in slots:
        send(client, f"{link}berkas/{slot.word}", picture(), "foto.jpg")
    listed = client.get(f"{link}berkas/").text
    sent = client.post(f"{link}periksa")

    assert going_on == f"{link}berkas/"
    assert refused.status_code == 409
    assert "Berkas belum lengkap: Pas foto." in refused.text
    assert listed.count("Menunggu") == 2
    assert sent.location == link


def test_paper_for_later_holds_nothing(client, session, link, delegation):
    ask(session, delegation, PaperScope.DELEGATION)

    assert client.get(f"{link}lanjut").location == f"{link}periksa"
    assert "Boleh menyusul" in client.get(f"{link}berkas/").text


def test_heic_of_a_telephone_is_kept_as_a_jpeg(client, session, link, delegation):
    output = BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 48), "white")).save(output)
    client.post(f"{link}surat-tugas", data={"letter": (BytesIO(output.getvalue()), "IMG_0001.HEIC")})
    letter = find_letter(session, delegation.id)
    served = client.get(f"{link}surat-tugas/berkas")

    assert letter.content_type == "image/jpeg"
    assert Image.open(BytesIO(served.data)).size == (64, 48)
    assert served.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_program_that_calls_itself_a_pdf_is_refused_and_leaves_what_was_there(client, session, link, delegation):
    before = find_letter(session, delegation.id).sha256
    page = send(client, f"{link}surat-tugas", b"MZ\x90\x00" + bytes(200), "surat.pdf")

    assert page.status_code == 422
    assert "surat.pdf bukan PDF, JPEG, PNG, atau HEIC." in page.text
    assert find_letter(session, delegation.id).sha256 == before


def test_person_hands_in_their_own_paper_and_sees_no_other(client, session, link, delegation):
    asked = ask(session, delegation, PaperScope.PERSON)
    submit_delegation(session, delegation=delegation, now=NOON)
    session.commit()
    first, second = roster_of(session, delegation.id)
    own = f"/p/{participant_token(first, secret())}/"
    sent = send(client, f"{own}berkas/{asked.id}")
    page = client.get(own).text

    assert sent.location == f"{own}#berkas"
    assert find_paper(session, slot_of(asked, first.id)).state is DocumentState.PENDING
    assert find_paper(session, slot_of(asked, second.id)) is None
    assert "Pas foto" in page
    assert client.get(f"{own}berkas/{asked.id}/berkas").data == PDF
    other = participant_token(second, secret())
    assert client.get(f"/p/{other}/berkas/{asked.id}/berkas").status_code == 404


def test_paper_of_another_library_is_no_address_of_this_link(client, session, link, delegation):
    asked = ask(session, delegation, PaperScope.DELEGATION)
    library = make_library(session, region_code="62.13.09.2010")
    foreign = make_invitation(session, get_event_by_id(session, delegation.event_id), library)
    other = make_draft(session, foreign)
    session.commit()

    assert client.get(f"{link}berkas/{slot_of(asked, delegation.id).word}").status_code == 200
    for word in (slot_of(asked, other.id).word, "delegation-x-7", f"person-1-{asked.id}"):
        assert client.get(f"{link}berkas/{word}").status_code == 404


def test_received_paper_is_not_overwritten(client, session, link, delegation):
    asked = ask(session, delegation, PaperScope.DELEGATION)
    slot = slot_of(asked, delegation.id)
    send(client, f"{link}berkas/{slot.word}")
    seen = get_paper(session, slot).sha256
    receive_paper(session, slot=slot, seen=seen, actor="account:1", now=NOON)
    session.commit()
    page = send(client, f"{link}berkas/{slot.word}", PDF + b"lain %%EOF")

    assert page.status_code == 422
    assert "sudah diterima panitia" in page.text
    assert get_paper(session, slot).sha256 == seen


def test_what_is_asked_no_more_disappears_from_the_steps(client, session, link, delegation):
    asked = ask(session, delegation, PaperScope.DELEGATION, PaperDue.REGISTRATION)
    stop_asking(session, asked=asked, actor="account:1", now=NOON)
    session.commit()

    assert requested_papers(session, delegation.event_id) == []
    assert client.post(f"{link}periksa").location == link
    assert find_delegation(session, delegation.event_id, delegation.library_id).submitted_at is not None

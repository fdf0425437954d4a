"""What is typed is kept before it is sound, and two tabs cannot overwrite each other unseen."""

import pytest

from plm.registration.queries import find_delegation, roster_of, unsettled_pages
from plm.registration.rules import StepKind
from tests.registration.makers import link_of, make_draft, make_invitation

SATU = {"name": "Contoh Satu", "title_suffix": "S.Pd.", "phone": "0812 3456 7890", "position": "Kepala desa"}


@pytest.fixture
def invitation(session):
    return make_invitation(session)


@pytest.fixture
def link(client, invitation):
    """The link of a library that comes with one person."""
    link = link_of(invitation)
    client.post(f"{link}jawaban", data={"answer": "1"})
    return link


@pytest.fixture
def delegation(session, invitation, link):
    return find_delegation(session, invitation.event_id, invitation.library_id)


def keep(client, link, **words):
    return client.post(f"{link}peserta/1/draf", data=words)


def test_half_a_page_is_kept_and_shown_on_another_device(client, session, link, delegation):
    said = keep(client, link, name="Conto", phone="0812", seen="0")
    page = client.get(f"{link}peserta/1").text

    assert said.json["revision"] == 1
    assert said.json["said"].startswith("Draf tersimpan pukul ")
    assert 'value="Conto"' in page
    assert 'value="0812"' in page
    assert 'name="seen" type="hidden" value="1"' in page
    assert roster_of(session, delegation.id) == []
    assert unsettled_pages(session, delegation.id) == {(StepKind.PARTICIPANT, 1)}


def test_what_is_wrong_is_kept_too_when_the_tab_is_closed(client, link):
    refused = client.post(f"{link}peserta/1", data={**SATU, "phone": "0812", "seen": "0"})
    page = client.get(f"{link}peserta/1").text

    assert refused.status_code == 422
    assert 'value="0812"' in page
    assert 'value="Contoh Satu"' in page


def test_saving_for_later_wants_nothing_sound(client, link):
    later = client.post(f"{link}peserta/1", data={"phone": "08", "later": "1", "seen": "0"})

    assert later.location == link
    assert 'value="08"' in client.get(f"{link}peserta/1").text
    assert "Belum lengkap" in client.get(link).text


def test_saved_person_that_is_being_changed_is_not_complete_until_it_is_saved(client, session, link, delegation):
    client.post(f"{link}peserta/1", data={**SATU, "seen": "0"})
    keep(client, link, **{**SATU, "name": "Contoh Dua", "seen": "1"})
    going_on = client.get(f"{link}lanjut").location
    sent = client.post(f"{link}periksa")
    client.post(f"{link}peserta/1", data={**SATU, "name": "Contoh Dua", "seen": "2"})

    assert going_on == f"{link}peserta/1"
    assert sent.status_code == 409
    assert [person.name for person in roster_of(session, delegation.id)] == ["Contoh Dua"]
    assert unsettled_pages(session, delegation.id) == frozenset()


def test_later_tab_is_told_and_shown_both(client, session, link, delegation):
    client.post(f"{link}peserta/1", data={**SATU, "seen": "0"})
    session.commit()
    page = client.post(f"{link}peserta/1", data={**SATU, "name": "Contoh <Dua>", "seen": "0"})
    standing = [person.name for person in roster_of(session, delegation.id)]
    chosen = client.post(f"{link}peserta/1", data={**SATU, "name": "Contoh <Dua>", "seen": "1"})

    assert page.status_code == 409
    assert "Halaman ini juga diubah di tempat lain, pukul" in page.text
    assert "Contoh Satu" in page.text
    assert "<b>Contoh &lt;Dua&gt;</b>" in page.text
    assert 'name="seen" type="hidden" value="1"' in page.text
    assert standing == ["Contoh Satu"]
    assert chosen.status_code == 302
    assert [person.name for person in roster_of(session, delegation.id)] == ["Contoh <Dua>"]


def test_the_same_words_twice_contradict_nobody(client, link):
    first = client.post(f"{link}peserta/1", data={**SATU, "seen": "0"})
    again = client.post(f"{link}peserta/1", data={**SATU, "seen": "0"})

    assert [first.status_code, again.status_code] == [302, 302]


def test_keeping_in_two_tabs_says_so(client, session, link):
    keep(client, link, name="Contoh Satu", seen="0")
    session.commit()
    other = keep(client, link, name="Contoh Dua", seen="0")

    assert other.status_code == 409
    assert "sudah diubah di tempat lain" in other.json["said"]


def test_nothing_is_kept_of_a_page_once_the_delegation_is_sent(client, session):
    invitation = make_invitation(session)
    delegation = make_draft(session, invitation)
    session.commit()
    client.post(f"{link_of(invitation)}periksa")
    session.commit()
    late = keep(client, link_of(invitation), name="Contoh", seen="0")

    assert late.status_code == 409
    assert unsettled_pages(session, delegation.id) == frozenset()


def test_persons_beyond_the_delegation_have_no_page(client, link):
    assert client.post(f"{link}peserta/2/draf", data={"name": "Contoh"}).status_code == 404

"""The library's booth behind its link, and the plan that visitors see."""

from datetime import timedelta

import pytest

from plm.clock import now
from plm.expo.actions import allocate_booths
from plm.expo.queries import exhibitors_of
from plm.expo.rules.applications import ProductEntry
from plm.expo.words import Amenity, ProductCategory
from plm.libraries.tables import Library
from plm.registration.actions import accept_invitation
from tests.expo.makers import make_exhibitor, make_hall, make_published, make_score
from tests.factories import NOON, make_event, make_library
from tests.registration.makers import link_of, make_invitation

BY = {"actor": "account:1", "now": NOON}
TYPED = {
    "label": "Tangkum",
    "category": "K",
    "products-0-name": "Tas anyaman",
    "products-0-business_name": "UMKM Contoh Satu",
    "products-0-category": "K",
}


@pytest.fixture
def event(session):
    return make_event(session)


@pytest.fixture
def library(session):
    return make_library(session)


@pytest.fixture
def link(session, event, library):
    """The path of a library that has said it comes."""
    invitation = make_invitation(session, event, library)
    accept_invitation(session, invitation=invitation, seats=1, actor=f"library:{library.id}", now=NOON)
    return link_of(invitation) + "lapak/"


def publish(session, event):
    make_published(session, event)


def test_a_library_asks_for_a_booth_and_changes_its_mind(client, session, event, link):
    make_hall(session, event)

    empty = client.get(link).text
    form = client.get(link + "permohonan").text
    sent = client.post(link + "permohonan", data=TYPED)
    twice = client.post(link + "permohonan", data={**TYPED, "needs": ["water"], "wishes": "A02"})
    page = client.get(link).text
    question = client.get(link + "batal").text
    taken_back = client.post(link + "batal")

    assert "Anda belum meminta lapak." in empty
    assert "A03 kosong" in form
    assert (sent.status_code, twice.status_code) == (302, 302)
    assert "Permohonan Anda sudah tercatat." in page
    assert "air bersih" in page
    assert "Batalkan permohonan lapak?" in question
    assert taken_back.location == link
    assert exhibitors_of(session, event.id) == []


def test_two_submissions_store_one_application(client, session, event, link):
    client.post(link + "permohonan", data=TYPED)
    client.post(link + "permohonan", data=TYPED)

    (row,) = exhibitors_of(session, event.id)

    assert len(row.products) == 1


def test_gaps_come_back_with_what_was_typed(client, session, event, link):
    page = client.post(link + "permohonan", data={**TYPED, "products-0-business_name": "", "wishes": "B07"})

    assert page.status_code == 422
    assert "Tulis nama UMKM." in page.text
    assert 'value="B07"' in page.text


def test_an_application_without_a_product_is_refused_beside_the_products(client, session, event, link):
    page = client.post(link + "permohonan", data={"label": "Tangkum", "category": "K", "products-0-category": "K"})

    assert page.status_code == 422
    assert page.text.count("Tulis paling sedikit satu produk dan UMKM-nya.") == 2
    assert exhibitors_of(session, event.id) == []


def test_applications_close_with_registration(client, session, event, link):
    event.registration_closes_at = now() - timedelta(minutes=1)

    empty = client.get(link).text
    refused = client.post(link + "permohonan", data=TYPED)

    assert "Permohonan lapak sudah ditutup." in empty
    assert refused.status_code == 422
    assert "Permohonan lapak sudah ditutup." in refused.text
    assert 'value="Tas anyaman"' in refused.text


def test_a_library_that_has_not_answered_is_sent_to_its_page(client, session, event, library):
    invitation = make_invitation(session, event, library)

    answer = client.get(link_of(invitation) + "lapak/")

    assert (answer.status_code, answer.location) == (302, link_of(invitation))


def test_an_unknown_link_opens_nothing(client, session):
    assert client.get("/u/TIDAKADA/lapak/").status_code == 404


def test_the_library_sees_its_booth_with_reasons_only_after_publishing(client, session, event, library, link):
    make_hall(session, event, columns=1)
    make_exhibitor(session, event, library=library, wishes=("A01",))
    allocate_booths(session, event=event, **BY)
    before = client.get(link).text

    publish(session, event)
    after = client.get(link).text

    assert "Lapak diumumkan setelah denah terbit." in before
    assert "A01</h2>" not in before
    assert "A01</h2>" in after
    assert "Pilihan ke-1 dari 1 yang diajukan." in after


def test_the_one_waiting_sees_why_and_its_place_in_the_queue(client, session, event, library, link):
    make_hall(session, event, columns=1)
    make_exhibitor(session, event, library=library)
    other = make_exhibitor(session, event, region_code="73.08")
    make_score(session, other.library_id, "7.72")
    make_score(session, library.id, "5.2")
    publish(session, event)

    page = client.get(link).text

    assert "Menunggu, urutan 1" in page
    assert "KPI terendah yang diterima 7,72, KPI perpustakaan ini 5,2." in page


def test_visitors_see_the_published_plan_without_needs_or_scores(client, session, event, library):
    make_hall(session, event)
    story = "Belajar di perpustakaan <b>desa</b>."
    make_exhibitor(
        session,
        event,
        library=library,
        needs=frozenset(),
        products=(ProductEntry("Kopi", "UMKM Contoh Dua", ProductCategory.DRINK, impact_story=story),),
    )
    make_exhibitor(session, event, region_code="73.08", needs=frozenset({Amenity.COLD}))
    make_score(session, library.id, "5.2")
    hidden = client.get("/denah/plm-2024/")
    publish(session, event)

    page = client.get("/denah/plm-2024/?lapak=A01").text
    searched = client.get("/denah/plm-2024/?cari=tangkum").text

    assert hidden.status_code == 404
    assert "Belajar di perpustakaan &lt;b&gt;desa&lt;/b&gt;." in page
    assert "UMKM Contoh Dua" in page
    assert "5,2" not in page
    assert "Bone" not in page
    assert "1 lapak cocok:" in searched


def test_who_withdraws_disappears_from_the_public_plan(client, session, event, library, link):
    make_hall(session, event)
    make_exhibitor(session, event, library=library)
    publish(session, event)

    client.post(link + "batal")

    page = client.get("/denah/plm-2024/")
    assert page.status_code == 200
    assert "Perpusdes Tangkum" not in page.text


def test_an_unknown_event_has_no_plan(client, session):
    assert client.get("/denah/tidak-ada/").status_code == 404


def test_a_product_with_a_fault_is_named_in_the_summary(client, session, event, link):
    second = {"products-1-name": "Kopi", "products-1-business_name": "", "products-1-category": "M"}

    page = client.post(link + "permohonan", data={**TYPED, "products-0-name": "P" * 3000, **second}).text

    assert "Ada 2 isian yang perlu diperbaiki" in page
    assert '<a href="#products-0-name">Produk 1, nama produk: Terlalu panjang. Paling banyak 200 huruf.</a>' in page
    assert '<a href="#products-1-business_name">Produk 2, nama UMKM: Tulis nama UMKM.</a>' in page


def test_wishes_are_shown_by_booths_that_exist(client, session, event, link):
    before = client.get(link + "permohonan").text
    make_hall(session, event)
    after = client.get(link + "permohonan").text

    assert "Misalnya" not in before.partition("Lapak yang diinginkan")[2].partition("<input")[0]
    assert "Misalnya A01, A02." in after


def test_who_applies_after_a_published_plan_waits_for_the_next(client, session, event, link):
    make_hall(session, event)
    make_exhibitor(session, event, region_code="73.08.09.2001")
    publish(session, event)
    client.post(link + "permohonan", data=TYPED)

    page = client.get(link).text

    assert "Lapak diumumkan setelah denah terbit." not in page
    assert "Permohonan ini menunggu pembagian lapak berikutnya." in page
    assert '<a href="/denah/plm-2024/">Lihat denah</a>' in page


def test_a_library_sees_its_own_booth_lit_and_its_neighbours_by_name(client, session, event, library, link):
    make_hall(session, event, columns=4)
    make_exhibitor(session, event, library=library, wishes=("A02",))
    beside = make_exhibitor(session, event, region_code="73.08", wishes=("A03",))
    publish(session, event)

    page = client.get(link).text

    assert page.count('aria-current="true"') <= 1
    assert page.count('class="p-dim"') == 3
    assert "Tetangga Anda" in page
    assert f'<span class="plm-num">A03</span> {session.get_one(Library, beside.library_id).name}' in page

"""The committee's expo: hall, applications, giving, the plan with its reasons, publishing."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, select
from sqlalchemy import event as happenings

from plm.accounts.rules import Role, Scope
from plm.events.rules import EventLevel
from plm.expo.actions import BoothChange, allocate_booths, change_booths
from plm.expo.queries import booths_of, exhibitors_of, find_published_plan, plans_of
from plm.expo.words import Amenity, PlanState, ProductCategory
from plm.extensions import db
from plm.jobs.tables import Job
from tests.expo.makers import make_exhibitor, make_hall, make_published, make_score
from tests.factories import NOON, log_in, make_account, make_event, make_library
from workers.expo import allocate

HERE = "/panitia/plm-2024/lapak/"
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
def committee(client, session, event):
    log_in(client, make_account(session))
    return client


@contextmanager
def statements(session) -> Iterator[list[int]]:
    """Counts what one page asks of the database, with nothing remembered from before."""
    session.flush()
    session.expunge_all()
    counted: list[int] = []

    def count(*_) -> None:
        counted.append(1)

    happenings.listen(Engine, "before_cursor_execute", count)
    try:
        yield counted
    finally:
        happenings.remove(Engine, "before_cursor_execute", count)


def test_an_event_without_a_hall_says_what_comes_first(committee):
    page = committee.get(HERE)

    assert page.status_code == 200
    assert "Belum ada denah" in page.text
    assert "/lapak/ruang/baru" in page.text


def test_the_committee_enters_an_application(committee, session, event):
    make_hall(session, event)
    library = make_library(session)

    found = committee.get(HERE + "peserta/cari?cari=tangkum")
    stored = committee.post(
        HERE + f"peserta/baru/{library.id}", data={**TYPED, "needs": ["power"], "wishes": "a03; A01"}
    )
    (row,) = exhibitors_of(session, event.id)
    shown = committee.get(HERE + f"peserta/baru/{library.id}")

    assert f"peserta/baru/{library.id}" in found.text
    assert stored.status_code == 302
    assert (row.exhibitor.label, row.exhibitor.needs, row.exhibitor.wishes) == ("Tangkum", ["power"], ["A03", "A01"])
    assert [(one.name, one.category) for one in row.products] == [("Tas anyaman", ProductCategory.CRAFT)]
    assert 'value="A03, A01"' in shown.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"products-0-name": ""}, "Tulis nama produk."),
        ({"products-0-business_name": ""}, "Tulis nama UMKM."),
        ({"wishes": "Z9"}, "Lapak Z9 tidak ada di denah."),
        ({"wishes": "A01, a01"}, "Tulis paling banyak 5 nomor lapak yang berbeda."),
        ({"label": ""}, "Tulis nama singkat untuk denah."),
    ],
)
def test_an_application_with_gaps_keeps_what_was_typed(committee, session, event, typed, sentence):
    make_hall(session, event)
    library = make_library(session)

    page = committee.post(
        HERE + f"peserta/baru/{library.id}", data={**TYPED, "products-0-impact_story": "Cerita <b>", **typed}
    )

    assert page.status_code == 422
    assert sentence in page.text
    assert "Cerita &lt;b&gt;" in page.text
    assert exhibitors_of(session, event.id) == []


def test_one_more_product_is_offered_without_losing_anything(committee, session, event):
    library = make_library(session)

    page = committee.post(HERE + f"peserta/baru/{library.id}", data={**TYPED, "label": "", "more": "1"})

    assert page.status_code == 200
    assert "products-1-name" in page.text
    assert 'value="Tas anyaman"' in page.text


def test_an_exhibitor_is_taken_out_after_a_question(committee, session, event):
    exhibitor = make_exhibitor(session, event)
    address = HERE + f"peserta/{exhibitor.id}/mundur"

    question = committee.get(address)
    answer = committee.post(address)

    assert "Keluarkan Perpusdes Tangkum?" in question.text
    assert answer.status_code == 302
    assert exhibitors_of(session, event.id) == []


def work(app) -> None:
    """Do what the newest job asks, as a worker would, in the test's own transaction."""
    job = db.session().scalars(select(Job).order_by(Job.id.desc())).first()
    allocate(db.session(), **job.arguments)


def test_booths_are_given_shown_with_reasons_and_published(committee, app, session, event):
    make_hall(session, event, columns=2)
    change_booths(session, event_id=event.id, numbers="A02", change=BoothChange(frozenset({Amenity.POWER}), 1), **BY)
    first = make_exhibitor(
        session, event, label="<b>Tangkum</b>", needs=frozenset({Amenity.POWER}), wishes=("A01", "A02")
    )
    second = make_exhibitor(session, event, region_code="73.08", label="Bone", wishes=("A01",))
    waiting = make_exhibitor(session, event, region_code="62.13.09.2010")
    make_score(session, first.library_id, "6.0")
    make_score(session, second.library_id, "7.72")
    make_score(session, waiting.library_id, "5.2")

    given = committee.post(HERE + "bagikan")
    work(app)
    panel = committee.get(HERE + "?lapak=A02&lain=A01").text
    queue = committee.get(HERE + "tunggu").text
    committee.post(HERE + "baca/1", data={"revisi": "0", "dibaca": "ya"})
    question = committee.get(HERE + "terbitkan/1").text
    published = committee.post(HERE + "terbitkan/1")

    assert given.location.startswith(HERE + "pembagian/")
    assert "&lt;b&gt;Tan" in panel
    assert "<b>Tangkum" not in panel
    assert "Kebutuhan terpenuhi: listrik tambahan." in panel
    assert "Pilihan ke-2 dari 2 yang diajukan. Pilihan ke-1, A01, tidak memiliki listrik tambahan." in panel
    assert "<b>A01</b> tidak memiliki listrik tambahan." in panel
    assert "2 tempat yang cocok sudah terisi. Kalimantan Tengah sudah mendapat 1 tempat." in queue
    assert "KPI terendah yang diterima dari sana 6, KPI perpustakaan ini 5,2." in queue
    assert "Terbitkan draf 1?" in question
    assert published.status_code == 302
    plan = find_published_plan(session, event.id)
    assert plan is not None
    assert plan.state is PlanState.PUBLISHED


def test_a_draft_of_older_data_is_not_offered_for_publishing(committee, session, event):
    make_hall(session, event)
    make_exhibitor(session, event)
    allocate_booths(session, event=event, **BY)
    make_exhibitor(session, event, region_code="73.08")

    page = committee.get(HERE).text
    refused = committee.post(HERE + "terbitkan/1")

    assert "Data berubah sejak draf ini dibuat." in page
    assert "/terbitkan/1" not in page
    assert refused.status_code == 409
    assert "Bagikan lapak lagi, lalu tinjau hasilnya." in refused.text


def test_a_booth_is_locked_and_unlocked_from_its_panel(committee, session, event):
    make_hall(session, event)
    exhibitor = make_exhibitor(session, event)
    allocate_booths(session, event=event, **BY)

    committee.post(HERE + f"kunci/{exhibitor.id}", data={"lapak": "A03"})
    pinned = exhibitor.pinned_booth_id
    committee.post(HERE + f"lepas/{exhibitor.id}", data={"lapak": "A03"})

    assert (pinned, exhibitor.pinned_booth_id) == (booths_of(session, event.id)[2].id, None)


def test_search_lights_up_what_matches(committee, session, event):
    make_hall(session, event)
    make_exhibitor(session, event)
    allocate_booths(session, event=event, **BY)

    hit = committee.get(HERE + "?cari=tangkum").text
    miss = committee.get(HERE + "?cari=<b>").text

    assert "1 lapak cocok:" in hit
    assert hit.count('class="p-dim"') == 2
    assert 'Tidak ada lapak yang cocok dengan "&lt;b&gt;".' in miss


def test_reading_what_is_asked_wrongly_is_no_error(committee, session, event):
    make_hall(session, event)
    make_exhibitor(session, event)
    allocate_booths(session, event=event, **BY)

    pages = [committee.get(HERE + query) for query in ("?lapak=Z9", "?lapak=A01&lain=Z9", "?denah=x", "?denah=9")]

    assert [page.status_code for page in pages] == [200, 200, 200, 404]
    assert "Tidak ada lapak Z9 di denah ini." in pages[1].text


def test_rows_of_another_event_are_not_found(committee, session, event):
    other = make_event(session, slug="plm-lain")
    hall = make_hall(session, other)
    exhibitor = make_exhibitor(session, other)
    make_hall(session, event)
    allocate_booths(session, event=other, **BY)

    answers = [
        committee.get(HERE + f"ruang/{hall.id}/hapus"),
        committee.get(HERE + f"peserta/{exhibitor.id}/mundur"),
        committee.post(HERE + f"kunci/{exhibitor.id}", data={"lapak": "A01"}),
        committee.post(HERE + f"lepas/{exhibitor.id}"),
        committee.get(HERE + "terbitkan/1"),
        committee.get(HERE + "?denah=1"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 6


def test_an_auditor_reads_and_changes_nothing(client, session, event):
    make_hall(session, event)
    make_exhibitor(session, event)
    log_in(client, make_account(session, role=Role.AUDITOR))

    page = client.get(HERE)
    refused = client.post(HERE + "bagikan")

    assert page.status_code == 200
    assert "Bagikan lapak" not in page.text
    assert refused.status_code == 403
    assert plans_of(session, event.id) == []


def test_every_page_needs_a_login(client, session, event):
    pages = ["", "daftar", "tunggu", "aturan", "ruang", "ruang/baru", "peserta", "peserta/cari", "terbitkan/1"]

    assert {client.get(HERE + page).status_code for page in pages} == {302}


def test_used_hall_stays_and_unused_hall_goes(committee, session, event):
    used = make_hall(session, event)
    make_exhibitor(session, event)
    allocate_booths(session, event=event, **BY)
    unused = make_hall(session, event, name="Selasar", first_letter="S")
    session.commit()

    kept = committee.post(HERE + f"ruang/{used.id}/hapus")
    gone = committee.post(HERE + f"ruang/{unused.id}/hapus")

    assert (kept.status_code, gone.status_code) == (409, 302)
    assert "sudah dipakai pembagian lapak" in kept.text


@pytest.mark.parametrize("page", ["", "?lapak=A01&lain=A02", "daftar", "tunggu", "aturan", "peserta", "ruang"])
def test_a_page_asks_the_database_as_often_for_three_as_for_one(committee, session, event, page):
    make_hall(session, event)
    make_exhibitor(session, event)
    make_published(session, event)
    committee.get(HERE + page)
    with statements(session) as one:
        assert committee.get(HERE + page).status_code == 200
    event = session.merge(event)
    for code in ("73.08", "62.13.09.2010"):
        make_exhibitor(session, event, region_code=code)
    allocate_booths(session, event=event, **BY)
    committee.get(HERE + page)

    with statements(session) as three:
        assert committee.get(HERE + page).status_code == 200

    assert len(three) == len(one)


def test_a_library_beyond_the_meetings_reach_is_neither_found_nor_entered(client, session):
    far, near = make_library(session, region_code="73.08.01.2001"), make_library(session)
    make_event(session, slug="plm-kalteng", level=EventLevel.PROVINCE, region_code="62")
    log_in(client, make_account(session, scope=Scope.PROVINCE, region_code="62"))
    here = "/panitia/plm-kalteng/lapak/peserta/"

    found = client.get(here + "cari?cari=perpusdes")
    entered = client.post(f"{here}baru/{far.id}", data=TYPED)

    assert f"baru/{near.id}" in found.text
    assert f"baru/{far.id}" not in found.text
    assert entered.status_code == 404


def test_a_booth_that_no_column_could_hold_is_not_found(committee, session, event):
    make_hall(session, event)
    exhibitor = make_exhibitor(session, event)

    assert committee.post(HERE + f"kunci/{exhibitor.id}", data={"lapak": "A\0"}).status_code == 404

"""Reading, publishing, freezing, changing by hand, comparing and printing a plan, as the committee meets it."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from plm.accounts.rules import Role, Scope
from plm.expo.actions import BoothChange, allocate_booths, change_booths, freeze_plan, move_exhibitors
from plm.expo.queries import exhibitors_of, find_published_plan, get_plan
from plm.expo.tables import AllocationRun
from plm.expo.words import Amenity, PlanState, ProductCategory
from plm.extensions import db
from plm.jobs.tables import Job
from tests.expo.makers import make_exhibitor, make_hall, make_published
from tests.factories import NOON, log_in, make_account, make_event
from workers.expo import allocate

HERE = "/panitia/plm-2024/lapak/"
BY = {"actor": "account:1", "now": NOON}
PAGES = ["", "daftar", "daftar?urut=perpustakaan", "tunggu", "aturan", "baca/1", "periksa/1"]
PAGES += ["tukar/1", "tukar/1?dari=A01&ke=A02", "banding", "daya", "cetak", "cetak/denah", "cetak/denah?per=zona"]


@pytest.fixture
def event(session):
    event = make_event(session)
    make_hall(session, event, columns=4)
    make_exhibitor(session, event, label="Tangkum", wishes=("A01",))
    make_exhibitor(session, event, region_code="73.08", label="Bone", wishes=("A02",))
    return event


@pytest.fixture
def committee(client, session, event):
    log_in(client, make_account(session))
    return client


def first_of(session, event) -> int:
    return exhibitors_of(session, event.id)[0].exhibitor.id


def swap(client, **changes):
    view = {"dari": "A01", "ke": "A02", "revisi": "0", **changes}
    return client.post(HERE + "tukar/1", data=view)


def test_a_press_asks_once_and_the_page_follows_the_run(committee, session, event):
    first = committee.post(HERE + "bagikan", data={"cara": "awal"})
    second = committee.post(HERE + "bagikan", data={"cara": "awal"}, follow_redirects=True)
    waits = committee.get(first.location).text
    index = committee.get(HERE).text
    jobs = session.scalars(select(Job)).all()
    allocate(db.session(), **jobs[0].arguments)
    done = committee.get(first.location + "/kemajuan").text

    assert first.location.startswith(HERE + "pembagian/")
    assert len(jobs) == 1
    assert "Pembagian yang diminta sebelumnya masih berjalan." in second.text
    assert "Menunggu giliran" in waits
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in waits
    assert "Lapak sedang dibagikan." in index
    assert "Draf 1 siap dibaca" in done
    assert "data-live-done" in done


def test_a_run_shows_every_problem_at_once(committee, session, event):
    problems = [{"code": "overlap", "facts": {"booth": "A01", "other": "A02"}}]
    problems.append({"code": "promise_broken", "facts": {"codes": ["points_wrong"]}})
    run = AllocationRun(
        event_id=event.id, keeps=False, asked_by="account:1", asked_at=NOON, finished_at=NOON, problems=problems
    )
    session.add(run)
    session.flush()

    page = committee.get(HERE + f"pembagian/{run.id}").text

    assert "Lapak tidak dapat dibagikan" in page
    assert "Lapak A01 dan A02 bertumpuk." in page
    assert "tidak lolos pemeriksa terpisah (points_wrong)" in page


def test_a_draft_is_read_with_a_tick_before_it_is_published(committee, session, event):
    allocate_booths(session, event=event, **BY)
    session.commit()

    unread = committee.post(HERE + "terbitkan/1")
    offered = committee.get(HERE + "terbitkan/1").text
    without = committee.post(HERE + "baca/1", data={"revisi": "0"})
    read = committee.post(HERE + "baca/1", data={"revisi": "0", "dibaca": "ya"})
    again = committee.post(HERE + "baca/1", data={"revisi": "0", "dibaca": "ya"})
    question = committee.get(HERE + "terbitkan/1").text
    published = committee.post(HERE + "terbitkan/1")
    twice = committee.post(HERE + "terbitkan/1")

    assert (unread.status_code, without.status_code) == (409, 422)
    assert "belum dibaca" in unread.text
    assert "Tidak ada denah yang terbit tanpa dibaca." in offered
    assert "Centang bahwa Anda sudah membacanya." in without.text
    assert (read.location, again.status_code) == (HERE + "terbitkan/1", 302)
    assert "Dibaca" in question
    assert (published.status_code, twice.status_code) == (302, 409)
    assert find_published_plan(session, event.id) is not None


def test_the_consequences_are_shown_before_a_swap_is_confirmed(committee, session, event):
    plan = allocate_booths(session, event=event, **BY)

    asked = committee.get(HERE + "tukar/1?dari=a01&ke=A02").text
    unchanged = plan.revision
    stored = swap(committee)
    after = committee.get(HERE + "tukar/1").text

    assert "Tukar A01 dengan A02" in asked
    assert "Kebutuhan, zona, muatan, daya, dan kunci ditepati." in asked
    assert "Nilai denah" in asked
    assert (unchanged, stored.location, plan.revision) == (0, HERE + "tukar/1", 1)
    assert "A01 → A02" in after
    assert "dari=A02&amp;ke=A01" in after


def test_an_exhibitor_moves_into_a_free_place(committee, session, event):
    plan = allocate_booths(session, event=event, **BY)

    asked = committee.get(HERE + "tukar/1?dari=A04&ke=A01").text
    stored = swap(committee, ke="A04")

    assert "Pindah dari A01 ke A04" in asked
    assert stored.status_code == 302
    assert plan.revision == 1


def test_of_a_shared_booth_it_is_chosen_who_moves(committee, session, event):
    change_booths(session, event_id=event.id, numbers="A01", change=BoothChange(capacity=2), **BY)
    baker = {"category": ProductCategory.FOOD, "label": "Ketiga"}
    third = make_exhibitor(session, event, region_code="62.13.09.2010", wishes=("A01",), **baker)
    plan = allocate_booths(session, event=event, **BY)

    asked = committee.get(HERE + f"tukar/1?dari=A01&ke=A04&yang={third.id}").text
    stored = swap(committee, ke="A04", yang=str(third.id), lawan="0")

    assert "Yang pindah" in asked
    assert (stored.status_code, plan.revision) == (302, 1)


def test_the_second_of_two_editors_is_told_who_was_faster(committee, session, event):
    one = make_account(session, email="lain@contoh.id", name="Contoh Lain")
    allocate_booths(session, event=event, **BY)
    move_exhibitors(
        session,
        event=event,
        number=1,
        revision=0,
        moves={first_of(session, event): "A03"},
        actor=f"account:{one.id}",
        now=NOON,
    )
    session.commit()

    told = swap(committee)

    assert told.status_code == 409
    assert "Contoh Lain mengubah draf 1" in told.text
    assert "A01 → A03" in told.text
    assert "dari=A01&amp;ke=A02" in told.text
    assert get_plan(session, event.id, 1).revision == 1


def test_a_swap_that_breaks_a_need_is_refused_with_its_reasons(committee, session, event):
    change_booths(session, event_id=event.id, numbers="A01", change=BoothChange(frozenset({Amenity.POWER})), **BY)
    make_exhibitor(session, event, region_code="62.13.09.2010", needs=frozenset({Amenity.POWER}))
    allocate_booths(session, event=event, **BY)

    asked = committee.get(HERE + "tukar/1?dari=A01&ke=A02").text
    refused = swap(committee)

    assert "Tidak dapat disimpan." in asked
    assert "Simpan perubahan" not in asked
    assert refused.status_code == 422
    assert "membutuhkan listrik tambahan; lapak A02 tidak memilikinya." in refused.text


@pytest.mark.parametrize("asked", ["dari=Z9&ke=A01", "dari=A03&ke=A04", "dari=A01&ke=A01", "dari=%27&ke=<b>", "yang=x"])
def test_a_choice_that_makes_no_sense_is_no_error(committee, session, event, asked):
    allocate_booths(session, event=event, **BY)

    assert committee.get(HERE + f"tukar/1?{asked}").status_code == 200
    assert committee.post(HERE + f"tukar/1?{asked}", data={"dari": "Z9", "revisi": "0"}).status_code == 422


def test_a_frozen_plan_offers_no_change_and_its_committee_cannot_thaw_it(client, session, event):
    plan = make_published(session, event)
    here = make_account(session, email="acara@contoh.id", role=Role.COMMITTEE, scope=Scope.EVENT, event_id=event.id)
    log_in(client, here)

    question = client.get(HERE + "bekukan").text
    client.post(HERE + "bekukan")
    page = client.get(HERE).text

    assert "Bekukan denah terbit?" in question
    assert plan.state is PlanState.FROZEN
    assert "Terbit dan dibekukan, draf 1" in page
    assert not [word for word in ("Bagikan lagi", "lapak/tukar/", "lapak/cairkan") if word in page]
    assert client.post(HERE + "cairkan", data={"alasan": "x"}).status_code == 403
    session.commit()
    assert swap(client).status_code == 409


def test_an_admin_thaws_with_a_reason(committee, session, event):
    plan = make_published(session, event)
    freeze_plan(session, event=event, **BY)

    silent = committee.post(HERE + "cairkan")
    offered = committee.get(HERE).text
    committee.post(HERE + "cairkan", data={"alasan": "Ruang berubah"})

    assert silent.status_code == 422
    assert "Tuliskan alasan mencairkan denah." in silent.text
    assert "lapak/cairkan" in offered
    assert plan.state is PlanState.PUBLISHED


def test_two_plans_are_compared(committee, session, event):
    make_published(session, event)
    move_exhibitors(session, event=event, number=1, revision=0, moves={first_of(session, event): "A04"}, **BY)

    page = committee.get(HERE + "banding").text

    assert "1 tetap, 1 pindah, 0 baru, 0 kehilangan tempat." in page
    assert "A01 → A04" in page
    assert page.count('class="p-dim"') == 2


def test_the_stored_plan_is_checked_again_and_a_change_of_it_is_found(committee, session, event):
    plan = allocate_booths(session, event=event, **BY)

    sound = committee.get(HERE + "periksa/1").text
    plan.objective = {**plan.objective, "points": 1}
    session.flush()
    broken = committee.get(HERE + "periksa/1").text

    assert "Semua janji ditepati." in sound
    assert "Poin tidak sesuai dengan hitungan ulang." in broken


def test_the_plan_is_printed_and_downloaded(committee, session, event):
    allocate_booths(session, event=event, **BY)

    papers = [committee.get(HERE + f"cetak/{name}") for name in ("denah.pdf", "denah.pdf?per=zona", "kartu.pdf")]
    book = committee.get(HERE + "cetak/lapak.xlsx")

    assert [paper.data[:5] for paper in papers] == [b"%PDF-"] * 3
    with ZipFile(BytesIO(book.data)) as archive:
        names = archive.read("xl/workbook.xml").decode()
    assert all(name in names for name in ("Menurut lapak", "Menurut perpustakaan", "Daftar tunggu"))
    assert committee.get(HERE + "cetak/kartu.pdf?lapak=Z9").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_an_auditor_reads_every_page_and_finds_no_button(client, session, event, page):
    make_published(session, event)
    allocate_booths(session, event=event, **BY)
    log_in(client, make_account(session, email="pengawas@contoh.id", role=Role.AUDITOR))

    answer = client.get(HERE + page)

    assert answer.status_code == 200
    main = answer.text.partition('id="isi"')[2].partition("<footer")[0]
    assert 'method="post"' not in main
    assert not [
        word for word in ("lapak/bekukan", "lapak/cairkan", "lapak/tukar/") if word in main and "tukar" not in page
    ]


@pytest.mark.parametrize("deed", ["bagikan", "baca/1", "terbitkan/1", "bekukan", "cairkan", "tukar/1"])
def test_an_auditor_changes_nothing(client, session, event, deed):
    make_published(session, event)
    freeze_plan(session, event=event, **BY)
    log_in(client, make_account(session, email="pengawas@contoh.id", role=Role.AUDITOR))

    assert client.post(HERE + deed, data={"dibaca": "ya", "alasan": "x"}).status_code == 403


@pytest.mark.parametrize("page", ["baca/9", "periksa/9", "tukar/9", "terbitkan/9", "pembagian/9", "banding?lama=9"])
def test_a_plan_that_is_not_there_is_not_found(committee, session, event, page):
    allocate_booths(session, event=event, **BY)

    assert committee.get(HERE + page).status_code == 404

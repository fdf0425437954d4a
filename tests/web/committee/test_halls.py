"""The committee's halls: made, chosen on the plan, changed, told when another editor was quicker, sheets, circuits."""

import io

import pytest

from plm.accounts.rules import Role, Scope
from plm.expo.actions import BoothChange, allocate_booths, change_booths, set_zone
from plm.expo.queries import booths_of, circuits_of, corrections_of, halls_of, plans_of, zones_of
from plm.expo.rules.sheet import COLUMNS
from plm.expo.words import Amenity, EntranceKind, ProductCategory
from tests.expo.makers import make_exhibitor, make_hall
from tests.factories import NOON, log_in, make_account, make_event
from tests.web.committee.test_expo import statements

HERE = "/panitia/plm-2024/lapak/ruang"
BY = {"actor": "account:1", "now": NOON}
TYPED = {
    "name": " Ruang pamer ",
    "rows": "2",
    "columns": "3",
    "booth_width": "3",
    "booth_height": "2,3",
    "aisle": "2,5",
    "paired": "pairs",
    "numbering": "letters",
    "direction": "right",
    "prefix": "",
    "first_letter": "c",
    "start": "1",
    "skip": "",
}


@pytest.fixture
def event(session):
    return make_event(session)


@pytest.fixture
def committee(client, session, event):
    log_in(client, make_account(session))
    return client


@pytest.fixture
def hall(session, event):
    return make_hall(session, event)


def at(hall, path=""):
    return f"{HERE}/{hall.id}{path}"


def places(session, event):
    return {one.number: (one.x, one.y, one.width, one.height) for one in booths_of(session, event.id)}


def test_a_hall_is_drawn_from_a_grid(committee, session, event):
    answer = committee.post(HERE + "/baru", data=TYPED)

    assert (answer.status_code, answer.location) == (302, HERE)
    assert [hall.name for hall in halls_of(session, event.id)] == ["Ruang pamer"]
    assert [(one.number, one.front) for one in booths_of(session, event.id)] == [
        ("C01", "s"), ("C02", "s"), ("C03", "s"), ("D01", "n"), ("D02", "n"), ("D03", "n"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"rows": "0"}, "Jumlah baris 1 sampai 26."),
        ({"rows": "empat"}, "Tulis bilangan bulat, misalnya 25."),
        ({"first_letter": "4"}, "Huruf pertama adalah satu huruf A sampai Z."),
        ({"name": "Selasar"}, "Ruang bernama Selasar sudah ada."),
        ({"name": "Baru", "first_letter": "S"}, "Nomor S01, S02, S03 sudah ada di acara ini."),
        ({"aisle": "lebar"}, "Tulis 0 sampai 700 meter, misalnya 2,5."),
        ({"aisle": "99"}, "Lebar lorong 0 sampai 15 meter."),
        ({"booth_width": "0,1"}, "Lebar lapak 0,8 sampai 30 meter."),
    ],
)
def test_a_grid_that_cannot_be_keeps_what_was_typed(committee, session, event, typed, sentence):
    make_hall(session, event, name="Selasar", first_letter="S")
    values = {**TYPED, "name": "Ruang pamer", "rows": "1", "first_letter": "A", **typed}

    page = committee.post(HERE + "/baru", data=values)

    assert page.status_code == 422
    assert sentence in page.text
    assert f'value="{values["name"]}"' in page.text
    assert len(halls_of(session, event.id)) == 1


def test_every_problem_of_a_grid_comes_at_once(committee):
    page = committee.post(HERE + "/baru", data={**TYPED, "rows": "0", "aisle": "99", "first_letter": "4"})

    assert "Ada 3 isian yang perlu diperbaiki" in page.text


def test_who_only_looks_needs_no_name_yet(committee, session, event):
    first = committee.get(HERE + "/baru")
    looked = committee.post(HERE + "/baru", data={**TYPED, "name": "", "live": "1"})
    kept = committee.post(HERE + "/baru", data={**TYPED, "name": ""})

    assert [page.status_code for page in (first, looked, kept)] == [200, 200, 422]
    assert "32 lapak, A01 sampai D08." in first.text
    assert "6 lapak, C01 sampai D03." in looked.text
    assert "Tulis nama ruang." in kept.text


@pytest.mark.parametrize("button", ["preview", "live"])
def test_a_grid_is_looked_at_before_it_is_kept(committee, session, event, button):
    page = committee.post(HERE + "/baru", data={**TYPED, button: "1"})

    assert page.status_code == 200
    assert "6 lapak, C01 sampai D03." in page.text
    assert ("<!DOCTYPE" in page.text) is (button == "preview")
    assert halls_of(session, event.id) == []


def test_a_sheet_becomes_a_hall_or_comes_back_with_lines(committee, session, event):
    good = b"nomor;x_m;y_m;fasilitas;depan\nA1;0,5;0,5;listrik;S\nA2;3,5;0,5;;utara\n"
    bad = b"nomor;x;y;fasilitas\nA1;dua;26;gas\n"

    refused = committee.post(HERE + "/impor", data={"name": "Aula", "sheet": (io.BytesIO(bad), "denah.csv")})
    stored = committee.post(HERE + "/impor", data={"name": "Aula", "sheet": (io.BytesIO(good), "denah.csv")})

    assert refused.status_code == 422
    assert "Baris 2: x &#34;dua&#34; harus bilangan bulat" in refused.text
    assert "fasilitas &#34;gas&#34; tidak dikenal" in refused.text
    assert stored.status_code == 302
    assert [(one.number, one.x, one.amenities, one.front) for one in booths_of(session, event.id)] == [
        ("A1", 27, ["power"], "s"),
        ("A2", 103, [], "n"),
    ]


def test_chosen_booths_are_changed_together(committee, session, event, hall):
    typed = {
        "revision": "0",
        "numbers": "A01-A02",
        "amenities": ["power"],
        "capacity": "2",
        "quality": "50",
        "watts": "900",
        "zone": "kriya",
        "front": "w",
        "circuit": "",
    }

    changed = committee.post(at(hall, "/sifat"), data=typed)
    page = committee.get(changed.location)

    assert (changed.status_code, changed.location) == (302, at(hall, "?lapak=A01,+A02#lapak"))
    found = [(one.number, one.capacity, one.watts, one.front) for one in booths_of(session, event.id)]
    assert found == [("A01", 2, 900, "w"), ("A02", 2, 900, "w"), ("A03", 1, 0, "s")]
    assert "2 lapak: A01, A02" in page.text


def test_what_differs_is_left_alone_unless_it_is_said(committee, session, event, hall):
    change_booths(
        session, event_id=event.id, numbers="A01",
        change=BoothChange(frozenset({Amenity.WATER}), capacity=3, zone="kriya", watts=450), **BY,
    )  # fmt: skip
    typed = {"revision": "1", "numbers": "A01-A03", "keep_amenities": "y", "capacity": "", "watts": "", "zone": "",
             "quality": "7", "front": "n", "circuit": "", "blocked_reason": ""}  # fmt: skip

    answer = committee.post(at(hall, "/sifat"), data=typed)

    assert answer.status_code == 302
    kriya = zones_of(session, event.id)[0].id
    found = [
        (one.amenities, one.capacity, one.watts, one.zone_id, one.quality, one.front)
        for one in booths_of(session, event.id)
    ]
    assert found == [(["water"], 3, 450, kriya, 7, "n"), ([], 1, 0, None, 7, "n"), ([], 1, 0, None, 7, "n")]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"capacity": "0"}, "Paling sedikit 1."),
        ({"capacity": "99"}, "Angkanya terlalu besar. Paling banyak 20."),
        ({"numbers": "A01, Z9"}, "Lapak Z9 tidak ada di denah."),
        ({"watts": "banyak"}, "Tulis bilangan bulat"),
        ({"front": "x"}, "Pilih salah satu."),
    ],
)
def test_properties_that_cannot_be_keep_what_was_typed(committee, session, event, hall, typed, sentence):
    values = {"revision": "0", "numbers": "A01", "capacity": "1", "zone": "dekat panggung", "front": "s", "circuit": ""}

    page = committee.post(at(hall, "/sifat"), data={**values, **typed})

    assert page.status_code == 422
    assert sentence in page.text
    assert 'value="dekat panggung"' in page.text or "numbers" in typed
    assert zones_of(session, event.id) == []


def test_a_second_editor_is_told_and_loses_nothing(committee, session, event, hall):
    typed = {"revision": "0", "numbers": "A01", "capacity": "1", "front": "s", "circuit": ""}

    first = committee.post(at(hall, "/sifat"), data={**typed, "zone": "kriya"})
    second = committee.post(at(hall, "/sifat"), data={**typed, "zone": "kuliner"})
    again = committee.post(at(hall, "/sifat"), data={**typed, "revision": "1", "zone": "kuliner"})

    assert (first.status_code, second.status_code, again.status_code) == (302, 409, 302)
    assert "baru saja diubah orang lain" in second.text
    assert 'value="kuliner"' in second.text
    assert 'name="revision" type="hidden" value="1"' in second.text


def test_booths_move_to_typed_metres_and_never_over_each_other(committee, session, event, hall):
    typed = {"revision": "0", "numbers": "A02", "width": "", "height": ""}

    over = committee.post(at(hall, "/tempat"), data={**typed, "x": "1", "y": "0,5"})
    out = committee.post(at(hall, "/tempat"), data={**typed, "x": "40", "y": "0,5"})
    moved = committee.post(at(hall, "/tempat"), data={**typed, "x": "3,5", "y": "2,8"})

    assert (over.status_code, out.status_code, moved.status_code) == (422, 422, 302)
    assert "Lapak A01 dan A02 bertumpuk." in over.text
    assert "Lapak A02 keluar dari ruang." in out.text
    assert 'value="40"' in out.text
    assert places(session, event)["A02"] == (103, 85, 76, 58)


def test_a_draft_is_outdated_after_its_booth_has_moved(committee, session, event, hall):
    make_exhibitor(session, event)
    allocate_booths(session, event=event, **BY)

    committee.post(at(hall, "/tempat"), data={"revision": "0", "numbers": "A01", "x": "0,5", "y": "2,8"})
    page = committee.get("/panitia/plm-2024/lapak/")

    assert "Data berubah sejak draf ini dibuat." in page.text
    assert len(plans_of(session, event.id)) == 1


def test_a_booth_is_added_and_a_free_one_removed(committee, session, event, hall):
    typed = {"revision": "0", "number": "K1", "x": "0,5", "y": "2,8", "width": "3", "height": "2", "front": "n"}

    added = committee.post(at(hall, "/tambah"), data=typed)
    twice = committee.post(at(hall, "/tambah"), data={**typed, "revision": "1"})
    asked = committee.get(at(hall, "/buang?lapak=K1"))
    gone = committee.post(at(hall, "/buang"), data={"revision": "1", "numbers": "K1"})

    assert (added.status_code, twice.status_code, asked.status_code, gone.status_code) == (302, 422, 200, 302)
    assert "Nomor K1 sudah ada di acara ini." in twice.text
    assert "Hapus lapak K1?" in asked.text
    assert "K1" not in places(session, event)


def test_a_booth_that_somebody_wishes_for_stays(committee, session, event, hall):
    make_exhibitor(session, event, wishes=("A02",))

    page = committee.post(at(hall, "/buang"), data={"revision": "0", "numbers": "A01-A02"})

    assert page.status_code == 422
    assert "Lapak A02 dipakai dalam pembagian, dikunci, atau menjadi pilihan pemohon" in page.text
    assert len(places(session, event)) == 3


def test_neighbours_are_shown_and_corrected(committee, session, event, hall):
    typed = {"revision": "0", "numbers": "A01", "other": "A02", "nearness": "0"}

    drawn = committee.get(at(hall, "?lapak=A01"))
    parted = committee.post(at(hall, "/tetangga"), data=typed)
    page = committee.get(parted.location)
    wrong = committee.post(at(hall, "/tetangga"), data={**typed, "revision": "1", "other": "A01"})
    back = committee.post(at(hall, "/tetangga"), data={**typed, "revision": "1", "nearness": "denah"})

    assert "<b>A02</b></a> Bersebelahan" in drawn.text
    assert "Dikoreksi; menurut denah: bersebelahan." in page.text
    assert (wrong.status_code, "Sebut dua lapak yang berbeda" in wrong.text) == (422, True)
    assert (back.status_code, corrections_of(session, event.id)) == (302, [])


def test_walls_and_doors_are_changed(committee, session, event, hall):
    typed = {"revision": "0", "name": "Aula", "width": "20", "height": "15", "doors-0-side": "w", "doors-0-at": "2,5",
             "doors-0-kind": "both", "doors-0-label": "Tangga", "doors-1-side": "", "doors-1-kind": "in"}  # fmt: skip

    small = committee.post(at(hall, "/ruangan"), data={**typed, "width": "5"})
    saved = committee.post(at(hall, "/ruangan"), data=typed)
    late = committee.post(at(hall, "/ruangan"), data=typed)
    page = committee.get(saved.location)

    assert (small.status_code, saved.status_code, late.status_code) == (422, 302, 409)
    assert "Lapak A02 keluar dari ruang." in small.text
    assert halls_of(session, event.id)[0].entrances == [
        {"side": "w", "at": 63, "label": "Tangga", "kind": EntranceKind.BOTH.value}
    ]
    assert "Tangga" in page.text


def test_a_zone_is_painted_and_removed(committee, session, event, hall):
    typed = {"code": "kriya", "numbers": "A01-A02", "categories": ["K", "W"], "reserved": "y"}

    saved = committee.post(HERE + "/zona", data=typed)
    wrong = committee.post(HERE + "/zona", data={**typed, "numbers": "Z1"})
    form = committee.get(HERE + "/zona?zona=kriya")
    page = committee.get(HERE)
    gone = committee.post(HERE + "/zona/hapus?zona=kriya")

    assert (saved.status_code, wrong.status_code, gone.status_code) == (302, 422, 302)
    assert 'value="A01, A02"' in form.text
    assert "Khusus: kerajinan, anyaman; wastra, batik, tenun." in page.text
    assert zones_of(session, event.id) == []


def test_a_circuit_says_what_hangs_on_it_and_when_that_is_too_much(committee, session, event, hall):
    change_booths(session, event_id=event.id, numbers="semua", change=BoothChange(watts=900), **BY)
    typed = {"code": "L1", "watts": "2200", "numbers": "semua"}

    saved = committee.post(HERE + "/listrik/baru", data=typed)
    twice = committee.post(HERE + "/listrik/baru", data=typed)
    page = committee.get(HERE + "/listrik")
    circuit = circuits_of(session, event.id)[0]
    less = committee.post(f"{HERE}/listrik/{circuit.id}", data={**typed, "numbers": "A01-A02"})
    gone = committee.post(f"{HERE}/listrik/{circuit.id}/hapus")

    assert (saved.status_code, twice.status_code, less.status_code, gone.status_code) == (302, 422, 302, 302)
    assert "Sirkuit L1 sudah ada." in twice.text
    assert "2.700 dari 2.200 watt" in page.text
    assert "500 watt lebih banyak" in page.text
    assert [one.circuit_id for one in booths_of(session, event.id)] == [None, None, None]


def test_the_present_hall_goes_out_and_comes_back_the_same(committee, hall):
    sheet = committee.get(at(hall, "/denah.xlsx"))

    page = committee.post(at(hall, "/berkas"), data={"revision": "0", "sheet": (io.BytesIO(sheet.data), "denah.xlsx")})

    assert sheet.headers["Content-Disposition"] == f"attachment; filename=denah-plm-2024-{hall.id}.xlsx"
    assert "Tidak ada yang berubah." in page.text


def test_a_sheet_over_a_hall_is_looked_at_and_then_done(committee, session, event, hall):
    make_exhibitor(session, event, wishes=("A03",))
    sheet = b"nomor;x_m;y_m;daya_watt\nA01;0,47;0,47;450\nB1;0,5;3;\n"
    sent = {"revision": "0", "sheet": (io.BytesIO(sheet), "denah.csv")}

    look = committee.post(at(hall, "/berkas"), data=sent)
    before = places(session, event)
    rows = (
        '[[1, ["nomor", "x_m", "y_m", "daya_watt"]], [2, ["A01", "0,47", "0,47", "450"]], [3, ["B1", "0,5", "3", ""]]]'
    )
    done = committee.post(at(hall, "/berkas"), data={"revision": "0", "rows": rows})
    late = committee.post(at(hall, "/berkas"), data={"revision": "0", "rows": rows})

    assert (look.status_code, done.status_code, late.status_code) == (200, 302, 409)
    for word in ("Ditambah", "Diubah", "Dihapus", "Tetap ada karena dipakai", "menjadi pilihan pemohon", "batas daya"):
        assert word in look.text
    assert sorted(before) == ["A01", "A02", "A03"]
    assert [(one.number, one.watts) for one in booths_of(session, event.id)] == [("A01", 450), ("A03", 0), ("B1", 0)]
    assert "baru saja diubah orang lain" in late.text
    assert "Tidak ada yang berubah." in late.text


@pytest.mark.parametrize("rows", ["{", "[[1]]", "[]", '[[1, ["nomor"]]]'])
def test_rows_that_were_tampered_with_change_nothing(committee, session, event, hall, rows):
    page = committee.post(at(hall, "/berkas"), data={"revision": "0", "rows": rows})

    assert page.status_code == 422
    assert len(places(session, event)) == 3


def test_no_file_is_asked_for_again(committee, hall):
    page = committee.post(at(hall, "/berkas"), data={"revision": "0"})

    assert (page.status_code, "Pilih berkas." in page.text) == (422, True)


def test_the_template_has_every_column(committee, session, event):
    sheet = committee.get(HERE + "/contoh.xlsx")

    answer = committee.post(HERE + "/impor", data={"name": "Aula", "sheet": (io.BytesIO(sheet.data), "contoh.xlsx")})

    assert answer.status_code == 302
    assert [(one.number, one.watts) for one in booths_of(session, event.id)] == [("A01", 450), ("A02", 0)]
    assert set(COLUMNS) >= {"depan", "daya_watt", "sirkuit"}


def test_a_hall_is_copied_from_an_event_one_may_see(committee, session, event):
    other = make_event(session, slug="tahun-lalu", name="Tahun lalu")
    source = make_hall(session, other)
    change_booths(session, event_id=other.id, numbers="A01", change=BoothChange(zone="kriya", watts=450), **BY)
    kinds = frozenset({ProductCategory.CRAFT})
    set_zone(session, event_id=other.id, code="kriya", categories=kinds, reserved=True, **BY)

    offered = committee.get(HERE + "/salin")
    copied = committee.post(HERE + "/salin", data={"source": str(source.id), "name": "Aula"})
    taken = committee.post(HERE + "/salin", data={"source": str(source.id), "name": "Selasar"})

    assert "Tahun lalu: Ruang pamer" in offered.text
    assert (copied.status_code, taken.status_code) == (302, 422)
    assert "Nomor A01, A02, A03 sudah ada di acara ini." in taken.text
    assert [(one.number, one.watts) for one in booths_of(session, event.id)] == [("A01", 450), ("A02", 0), ("A03", 0)]
    assert [(zone.code, zone.categories, zone.reserved) for zone in zones_of(session, event.id)] == [
        ("kriya", ["K"], True)
    ]


def test_a_hall_of_an_event_out_of_reach_is_neither_offered_nor_copied(client, session, event):
    other = make_event(session, slug="lain", name="Tempat lain")
    source = make_hall(session, other)
    log_in(client, make_account(session, role=Role.COMMITTEE, scope=Scope.EVENT, event_id=event.id))

    offered = client.get(HERE + "/salin")
    tried = client.post(HERE + "/salin", data={"source": str(source.id), "name": "Aula"})

    assert "Tempat lain" not in offered.text
    assert (tried.status_code, booths_of(session, event.id)) == (422, [])


def test_a_hall_of_another_event_is_not_here(committee, session):
    other = make_hall(session, make_event(session, slug="lain"))

    pages = [committee.get(at(other, path)) for path in ("", "/denah.xlsx", "/berkas", "/ruangan", "/buang")]
    posts = [committee.post(at(other, path)) for path in ("/sifat", "/tempat", "/tambah", "/tetangga", "/buang")]

    assert {answer.status_code for answer in (*pages, *posts)} == {404}


def test_an_observer_reads_the_hall_and_changes_nothing(client, session, event, hall):
    log_in(client, make_account(session, role=Role.AUDITOR))

    pages = [client.get(path) for path in (HERE, HERE + "/listrik", at(hall), at(hall, "?lapak=A01"))]
    forms = ("/baru", "/impor", "/salin", "/zona", "/listrik/baru")
    closed = [client.get(HERE + path) for path in forms] + [client.get(at(hall, "/berkas"))]
    posts = [client.post(at(hall, path)) for path in ("/sifat", "/tempat", "/tambah", "/tetangga", "/buang")]

    assert {page.status_code for page in pages} == {200}
    for page in pages:
        assert 'method="post" action="/panitia/plm-2024' not in page.text
        assert not any(path in page.text for path in ("/baru", "/impor", "/salin", "/zona", "/berkas", "/ruangan"))
    assert {answer.status_code for answer in (*closed, *posts)} == {403}


def test_the_hall_asks_no_more_for_many_booths_than_for_few(committee, session, event, hall):
    make_exhibitor(session, event)
    page = at(hall, "?lapak=A01")
    committee.get(page)
    with statements(session) as few:
        committee.get(page)
    make_hall(session, event, name="Selasar", rows=3, columns=9, first_letter="S")
    make_exhibitor(session, event, region_code="73.08")
    with statements(session) as many:
        committee.get(page)

    assert len(many) == len(few)

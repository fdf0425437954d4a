"""Who is invited and why, on the committee's pages."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from plm.accounts.rules import Role
from plm.adapters.spreadsheets import read_table
from plm.eligibility.actions import run_decision, set_policy
from plm.eligibility.queries import find_manual, find_policy, latest_run, outcome_counts
from plm.eligibility.rules import Consistency, FillRule, ManualKind, Outcome, Policy, Provinces, Waves
from plm.events.queries import get_event
from plm.events.rules import EventLevel
from plm.kpi.rules import ScoreScale
from plm.kpi.tables import KpiBand, KpiComponent
from plm.libraries.rules import LibraryKind
from tests.eligibility.makers import make_period, make_scene
from tests.factories import NOON, log_in, make_account, make_event, make_library, make_region
from tests.web.committee.test_libraries import count_statements

URL = "/panitia/plm-2024/kelayakan/"
KINDS = ["village", "tbm", "regency", "province"]


@pytest.fixture
def committee(client, session):
    log_in(client, make_account(session))
    return client


@pytest.fixture
def auditor(client, session):
    log_in(client, make_account(session, role=Role.AUDITOR))
    return client


def decide(session, scene):
    return run_decision(session, event=scene.event, actor="cli", now=NOON)


def typed(period, **changes):
    untouched = {"band": "", "fill": "nobody", "tie_1": "", "tie_2": "", "tie_3": ""}
    return {"period": str(period.id), "kinds": KINDS, "village": "6,0", "best_per_regency": "5", **untouched, **changes}


def test_a_new_event_asks_for_its_policy_first(committee, session):
    make_event(session)

    page = committee.get(URL).text

    assert "Belum ada aturan kelayakan." in page
    assert "Tetapkan aturan" in page


def test_a_policy_is_typed_with_a_comma_saved_and_run(committee, session):
    scene = make_scene(session, policy=None)

    saved = committee.post(f"{URL}aturan", data=typed(scene.period))
    before = committee.get(URL).text
    ran = committee.post(f"{URL}putusan", data={"after": "0"})

    kept = find_policy(session, scene.event.id)
    assert (saved.status_code, ran.status_code) == (302, 302)
    assert Policy.from_document(kept.terms) == Policy(minimum={LibraryKind.VILLAGE: Decimal(6)}, best_per_regency=5)
    assert "Jalankan putusan" in before
    assert outcome_counts(session, latest_run(session, scene.event.id).id)[Outcome.ELIGIBLE] == 3


def test_the_form_shows_the_policy_back_with_a_comma(committee, session):
    make_scene(session)

    page = committee.get(f"{URL}aturan").text

    assert 'value="6,0"' in page
    assert page.count("checked") == 4 + 2, "the kinds invited, and those that components would be asked of"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"village": "enam"}, "village", "Tulis skor sebagai angka"),
        ({"village": "-1"}, "village", "Skor paling rendah harus antara 0 dan 10."),
        ({"regency": "10,1"}, "regency", "antara 0 dan 10"),
        ({"tbm": "6,12345"}, "tbm", "empat angka di belakang koma"),
        ({"best_per_regency": "0"}, "best_per_regency", "mulai dari 1"),
        ({"best_per_regency": "lima"}, "best_per_regency", "bilangan bulat"),
        ({"kinds": []}, "kinds", "Pilih paling sedikit satu."),
        ({"kinds": ["mosque"]}, "kinds", "Pilih dari daftar ini."),
        ({"period": "0"}, "period", "Pilih salah satu."),
    ],
)
def test_a_bad_policy_is_named_at_its_field_and_nothing_typed_is_lost(committee, session, changes, field, words):
    scene = make_scene(session, policy=None)

    answer = committee.post(f"{URL}aturan", data={**typed(scene.period, province="7,5"), **changes})

    assert answer.status_code == 422
    assert words in answer.text
    assert f'href="#{field}"' in answer.text
    assert 'value="7,5"' in answer.text
    assert find_policy(session, scene.event.id) is None


def test_without_periods_the_policy_page_says_what_is_missing(committee, session):
    make_event(session)

    assert "Belum ada periode KPI." in committee.get(f"{URL}aturan").text


def test_the_list_says_why_in_words_with_the_deciding_part_bold(committee, session):
    scene = make_scene(session)
    decide(session, scene)

    page = committee.get(URL).text

    assert "Skor 7,72; diperlukan 6,0." in page
    assert "Skor tepat pada ambang 6,0." in page
    assert "Skor 5,2; diperlukan 6,0, <b>kurang 0,8</b>." in page
    assert "Semua <span>4</span>" in page
    assert "Diundang <span>3</span>" in page
    assert "Siapkan undangan" in page


def test_tabs_and_filter_narrow_the_list(committee, session):
    scene = make_scene(session)
    make_library(session, region_code="73.08.16.2018", name="Perpusdes Mappalo Ulaweng")
    decide(session, scene)

    out = committee.get(f"{URL}?putusan=tidak").text
    undecided = committee.get(f"{URL}?putusan=belum&provinsi=73").text
    offices = committee.get(f"{URL}?jenis=regency").text
    nothing = committee.get(f"{URL}?q=Sidomulyo").text

    assert "Turan Amis" in out
    assert "Tangkum" not in out
    assert "Mappalo Ulaweng" in undecided
    assert "<b>Belum ada skor</b> periode Januari–September 2024." in undecided
    assert "Dinas Perpustakaan" in offices
    assert "Tangkum" not in offices
    assert "Tidak ada perpustakaan yang cocok." in nothing


def test_the_list_comes_in_pages_of_fifty(committee, session):
    scene = make_scene(session)
    for number in range(60):
        make_library(session, region_code="62.13.09.2010", name=f"TBM Contoh {number:02}", kind=LibraryKind.TBM)
    decide(session, scene)

    first, beyond = committee.get(URL).text, committee.get(f"{URL}?hal=99").text

    assert "Baris 1 sampai 50 dari 64." in first
    assert "Halaman berikutnya" in first
    assert "Baris 51 sampai 64 dari 64." in beyond
    assert "Halaman berikutnya" not in beyond


def test_the_number_of_statements_does_not_move_with_the_rows(committee, session):
    scene = make_scene(session)
    decide(session, scene)
    committee.get(URL)  # what is asked once only, such as the server's version
    one = count_statements(committee, session, URL)
    for village in ("73.08.16.2018", "52.03.02.2002", "18.09.01.2007"):
        make_library(session, region_code=village)
    run_decision(session, event=get_event(session, "plm-2024"), actor="cli", now=NOON)

    assert count_statements(committee, session, URL) == one


def test_a_double_click_decides_once(committee, session):
    scene = make_scene(session)

    committee.post(f"{URL}putusan", data={"after": "0"})
    committee.post(f"{URL}putusan", data={"after": "0"})

    assert latest_run(session, scene.event.id).number == 1


def test_a_run_without_a_policy_is_refused_in_words(committee, session):
    make_event(session)

    answer = committee.post(f"{URL}putusan", data={"after": "0"})

    assert answer.status_code == 409
    assert "Aturan kelayakan belum ditetapkan." in answer.text


def test_a_library_is_included_by_hand_and_the_list_says_that_it_is_stale(committee, session):
    scene = make_scene(session)
    decide(session, scene)
    url = f"{URL}{scene.turan_amis.id}"

    saved = committee.post(url, data={"kind": "include", "reason": "Panelis <b>kelas</b>"})
    stale = committee.get(URL).text
    committee.post(f"{URL}putusan", data={"after": "1"})
    page = committee.get(url).text

    assert saved.status_code == 302
    assert "berubah sejak putusan ini" in stale
    assert "Siapkan undangan" not in stale
    assert "Diundang, manual" in page
    assert "kurang 0,8" in page
    assert "Panelis &lt;b&gt;kelas&lt;/b&gt;." in page
    assert "Putusan terdahulu" in page


def test_a_hand_gives_its_reason(committee, session):
    scene = make_scene(session)

    answer = committee.post(f"{URL}{scene.tangkum.id}", data={"kind": "exclude", "reason": "  "})

    assert answer.status_code == 422
    assert "Tulis alasannya." in answer.text
    assert find_manual(session, event_id=scene.event.id, library_id=scene.tangkum.id) is None


def test_a_hand_is_taken_back(committee, session):
    scene = make_scene(session)
    url = f"{URL}{scene.tangkum.id}"
    committee.post(url, data={"kind": "exclude", "reason": "Sedang pindah"})
    manual = find_manual(session, event_id=scene.event.id, library_id=scene.tangkum.id)
    assert manual is not None
    assert manual.kind is ManualKind.EXCLUDE

    committee.post(f"{url}/batal")

    assert find_manual(session, event_id=scene.event.id, library_id=scene.tangkum.id) is None


def test_a_library_out_of_reach_has_no_page_here(committee, session):
    scene = make_scene(session)
    make_library(session, region_code="73.08.16.2018")
    make_event(session, slug="plm-sulsel", level=EventLevel.PROVINCE, region_code="73")
    url = f"/panitia/plm-sulsel/kelayakan/{scene.tangkum.id}"

    assert committee.get(url).status_code == 404
    assert committee.post(url, data={"kind": "include", "reason": "Tamu"}).status_code == 404
    assert committee.post(f"{url}/batal").status_code == 404
    assert committee.get(f"{URL}999999").status_code == 404


def test_the_sheet_has_scores_as_numbers_and_reasons_as_words(committee, session):
    scene = make_scene(session)
    decide(session, scene)

    answer = committee.get(f"{URL}putusan.xlsx?putusan=tidak")

    header, row = (cells for _, cells in read_table(answer.data, "a.xlsx").rows)
    assert header[:1] + header[-4:] == ("Perpustakaan", "Skor", "Putusan", "Peringkat", "Alasan")
    assert row[0] == "Perpusdes Turan Amis"
    assert (float(row[-4]), row[-3]) == (5.2, "Tidak diundang")
    assert row[-1] == "Skor 5,2; diperlukan 6,0, kurang 0,8."


def test_there_is_no_sheet_before_a_run(committee, session):
    make_event(session)

    assert committee.get(f"{URL}putusan.xlsx").status_code == 404


def test_an_auditor_reads_everything_and_finds_no_button(auditor, session):
    scene = make_scene(session)
    decide(session, scene)

    pages = [auditor.get(f"{URL}{path}").text for path in ("", "aturan", str(scene.tangkum.id))]

    buttons = ("Jalankan putusan", "Ubah aturan", "Simpan aturan", "Simpan keputusan", "Siapkan undangan")
    assert [word for word in buttons for page in pages if word in page] == []
    assert "Skor 7,72; diperlukan 6,0." in pages[2]


def test_a_percent_period_is_said_in_percent(committee, session):
    event = make_event(session)
    period = make_period(session, code="2025", scale=ScoreScale.PERCENT, maximum=Decimal(100), decimals=0)
    committee.post(f"{URL}aturan", data=typed(period, village="75%"))

    assert Policy.from_document(find_policy(session, event.id).terms).minimum == {LibraryKind.VILLAGE: Decimal(75)}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"village": "9" * 20}, "Skor paling rendah harus antara 0 dan 10."),
        ({"best_per_regency": "9" * 20}, "Angkanya terlalu besar. Paling banyak 10.000."),
        ({"best_per_regency": "0"}, "Tulis bilangan bulat mulai dari 1."),
    ],
)
def test_a_number_out_of_bounds_is_told_its_bounds(committee, session, changes, sentence):
    scene = make_scene(session, policy=None)

    answer = committee.post(f"{URL}aturan", data=typed(scene.period, **changes))

    assert answer.status_code == 422
    assert sentence in answer.text


def test_trying_a_policy_out_shows_its_effect_and_keeps_nothing(committee, session):
    scene = make_scene(session)
    decide(session, scene)

    page = committee.post(f"{URL}aturan", data={**typed(scene.period, village="5,0"), "preview": "1"}).text

    assert "Dampak aturan ini" in page
    assert "Dibanding putusan terakhir: 1 masuk, 0 keluar." in page
    assert "Ambang 5,0" in page
    assert "Kalimantan Tengah</th>" in page
    assert 'value="5,0"' in page, "what was typed stays in the form"
    session.expire_all()
    assert Policy.from_document(find_policy(session, scene.event.id).terms).minimum == {LibraryKind.VILLAGE: Decimal(6)}
    assert latest_run(session, scene.event.id).number == 1


def test_trying_out_says_the_same_problems_as_saving(committee, session):
    scene = make_scene(session, policy=None)

    answer = committee.post(f"{URL}aturan", data={**typed(scene.period, village="11"), "preview": "1"})

    assert answer.status_code == 422
    assert "Skor paling rendah harus antara 0 dan 10." in answer.text
    assert "Belum ada yang disimpan" not in answer.text


def test_a_page_that_asks_while_somebody_types_gets_the_effect_alone(committee, session):
    scene = make_scene(session)
    decide(session, scene)

    found = committee.post(f"{URL}aturan", data={**typed(scene.period, village="5,0"), "live": "1"})
    wrong = committee.post(f"{URL}aturan", data={**typed(scene.period, village="enam"), "live": "1"})

    assert found.status_code == 200
    assert "Dibanding putusan terakhir: 1 masuk, 0 keluar." in found.text
    assert "<form" not in found.text
    assert wrong.status_code == 422
    assert "Tulis skor sebagai angka, misalnya 6,0." in wrong.text
    assert "<form" not in wrong.text
    session.expire_all()
    assert Policy.from_document(find_policy(session, scene.event.id).terms).minimum == {LibraryKind.VILLAGE: Decimal(6)}


def test_every_part_of_a_policy_is_typed_and_shown_back(committee, session):
    make_region(session, "62")
    scene = make_scene(session, policy=None)
    session.add(KpiComponent(period_id=scene.period.id, code="layanan", name="Layanan"))
    session.add(KpiBand(period_id=scene.period.id, code="hijau", name="Hijau", minimum=Decimal(7)))
    session.flush()
    parts = {
        "judged": ["village"],
        "band": "hijau",
        "component_layanan": "5,5",
        **{"consistency_minimum": "6,0", "consistency_times": "2", "consistency_of": "3"},
        **{"province_guarantee": "2", "province_cap": "30", "capacity_village": "500", "fill": "in_rounds"},
        **{"office_follows": "y", "tie_1": "previous_score", "tie_2": "component:layanan"},
        **{"invited_waves": ["1"], "wave_62": "1"},
        **{"delegation_village": "1", "delegation_regency": "2"},
    }

    saved = committee.post(f"{URL}aturan", data=typed(scene.period, **parts))

    assert saved.status_code == 302
    assert Policy.from_document(find_policy(session, scene.event.id).terms) == Policy(
        minimum={LibraryKind.VILLAGE: Decimal(6)},
        best_per_regency=5,
        judged=frozenset({LibraryKind.VILLAGE}),
        band="hijau",
        components={"layanan": Decimal("5.5")},
        consistency=Consistency(Decimal(6), 2, 3),
        provinces=Provinces(cap=30, guarantee=2),
        capacity={LibraryKind.VILLAGE: 500},
        fill=FillRule.IN_ROUNDS,
        waves=Waves({"62": 1}, frozenset({1})),
        office_follows=True,
        tie_breakers=("previous_score", "component:layanan"),
        delegation={LibraryKind.VILLAGE: 1, LibraryKind.REGENCY: 2},
    )
    page = committee.get(f"{URL}aturan").text
    assert 'value="5,5"' in page
    assert page.count("<details") == page.count("open>") == 5


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"province_guarantee": "3", "province_cap": "2"}, "province_guarantee", "tidak boleh melebihi batas"),
        ({"fill": "by_score"}, "fill", "Kursi tersisa hanya ada bila"),
        ({"capacity_village": "0"}, "capacity_village", "mulai dari 1"),
        ({"consistency_minimum": "11", "consistency_of": "2"}, "judged", "Pilih paling sedikit satu jenis"),
        ({"judged": ["village"], "consistency_minimum": "11"}, "consistency_minimum", "antara 0 dan 10"),
        ({"judged": ["village"], "consistency_times": "3", "consistency_of": "2"}, "consistency_times", "antara 1 dan"),
        ({"invited_waves": ["1"]}, "invited_waves", "Pilih gelombang yang diundang."),
    ],
)
def test_parts_that_contradict_are_named_at_their_field(committee, session, changes, field, words):
    scene = make_scene(session, policy=None)

    answer = committee.post(f"{URL}aturan", data=typed(scene.period, **changes))

    assert answer.status_code == 422
    assert words in answer.text
    assert f'href="#{field}"' in answer.text
    assert find_policy(session, scene.event.id) is None


def test_two_runs_are_compared_with_what_each_said(committee, session):
    scene = make_scene(session)
    decide(session, scene)
    lower = Policy(minimum={LibraryKind.VILLAGE: Decimal(5), LibraryKind.REGENCY: Decimal(7)})
    set_policy(session, event_id=scene.event.id, period_id=scene.period.id, policy=lower, actor="cli", now=NOON)
    decide(session, scene)

    page = committee.get(f"{URL}banding").text

    assert "1 masuk, 1 keluar." in page
    assert "Turan Amis" in page
    assert "Skor 5,2; diperlukan 6,0, <b>kurang 0,8</b>." in page
    assert "Skor 5,2; diperlukan 5,0." in page
    assert "Tangkum" not in page
    assert "Putusan ke-1" in page
    assert "Bandingkan" in committee.get(URL).text
    assert committee.get(f"{URL}banding?dari=1&ke=9").status_code == 404


def test_one_run_alone_has_nothing_to_be_compared_with(committee, session):
    decide(session, make_scene(session))

    assert "paling sedikit dua putusan" in committee.get(f"{URL}banding").text


def test_who_saves_after_somebody_else_is_told_and_keeps_what_was_typed(committee, session):
    scene = make_scene(session)
    opened = committee.get(f"{URL}aturan").text
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', opened)[1]
    set_policy(
        session, event_id=scene.event.id, period_id=scene.period.id, policy=Policy(), actor="cli",
        now=NOON + timedelta(minutes=1),
    )  # fmt: skip
    session.commit()

    told = committee.post(f"{URL}aturan", data={**typed(scene.period, village="7,5"), "seen": seen})
    fresh = re.search(r'name="seen"[^>]*value="([^"]+)"', told.text)[1]
    saved = committee.post(f"{URL}aturan", data={**typed(scene.period, village="7,5"), "seen": fresh})

    assert (told.status_code, saved.status_code) == (422, 302)
    assert "menyimpan aturan lain" in told.text
    assert 'value="7,5"' in told.text
    assert fresh != seen
    terms = Policy.from_document(find_policy(session, scene.event.id).terms)
    assert terms.minimum == {LibraryKind.VILLAGE: Decimal("7.5")}


def test_a_promise_that_seats_cannot_keep_is_warned_about(committee, session):
    scene = make_scene(session)
    parts = {"province_guarantee": "5", "capacity_village": "2", "capacity_tbm": "1", "live": "1"}

    page = committee.post(f"{URL}aturan", data=typed(scene.period, **parts)).text

    assert "membutuhkan 2 kursi lebih banyak" in page


def test_an_auditor_compares_runs_and_tries_nothing_out(auditor, session):
    scene = make_scene(session)
    decide(session, scene)
    decide(session, scene)

    assert "0 masuk, 0 keluar" in auditor.get(f"{URL}banding").text
    assert auditor.post(f"{URL}aturan", data={**typed(scene.period), "preview": "1"}).status_code == 403

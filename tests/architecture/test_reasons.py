"""Every reason of a decision has a sentence, in every language, with nothing left undefined."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from flask import get_template_attribute
from flask_babel import force_locale

from plm.eligibility.rules import (
    BelowBand,
    BelowMinimum,
    BeyondBest,
    BeyondCapacity,
    BeyondProvince,
    ComponentBelow,
    ComponentMet,
    Consistency,
    Consistent,
    ExactlyAt,
    Filled,
    FillRule,
    Guaranteed,
    KindNotInvited,
    ManualExclude,
    ManualInclude,
    MeetsMinimum,
    NoMinimum,
    NoScore,
    NotConsistent,
    OfficeFollows,
    Outcome,
    Policy,
    Provinces,
    ReasonCode,
    WaveNotInvited,
    Waves,
    WithinBand,
    WithinBest,
    WithinWave,
    reason_from_document,
    reason_to_document,
)
from plm.events.rules import Zone
from plm.kpi.rules import ScoreScale
from plm.libraries.rules import LibraryKind, Place
from tests.factories import NOON

SCORE, SIX = Decimal("5.2"), Decimal(6)
SENTENCES = {
    KindNotInvited(LibraryKind.TBM): "<b>Jenis ini tidak diundang</b>: Taman bacaan masyarakat.",
    NoMinimum(LibraryKind.PROVINCE, None): "Tidak ada syarat skor untuk jenis ini.",
    NoMinimum(LibraryKind.REGENCY, Decimal("6.32")): "Skor 6,32; tidak ada syarat skor untuk jenis ini.",
    NoScore("2024"): "<b>Belum ada skor</b> periode Januari–September 2024. Minta dinas mengisi SIM, lalu impor lagi.",
    MeetsMinimum(Decimal("7.72"), SIX): "Skor 7,72; diperlukan 6,0.",
    ExactlyAt(SIX, SIX): "Skor tepat pada ambang 6,0.",
    BelowMinimum(SCORE, SIX, Decimal("0.8")): "Skor 5,2; diperlukan 6,0, <b>kurang 0,8</b>.",
    WithinBest(1, 3, 5, "62.13"): "Peringkat 1 dari 3 di Kab. Barito Timur; paling banyak 5 diundang.",
    BeyondBest(6, 7, 5, "62.13", 1): (
        "<b>Peringkat 6</b> dari 7 di Kab. Barito Timur, sedangkan 5 diundang. "
        'Cadangan <span class="plm-nowrap">ke-1</span>: masuk bila 1 undangan di sana tidak terpakai.'
    ),
    BeyondBest(7, 7, 5, "62.13", 2, SIX): (
        "<b>Peringkat 7</b> dari 7 di Kab. Barito Timur, sedangkan 5 diundang. "
        'Cadangan <span class="plm-nowrap">ke-2</span>: masuk bila 2 undangan di sana tidak terpakai. '
        "Skor terendah yang diundang: 6,0."
    ),
    WithinWave(2): "Termasuk gelombang 2.",
    WaveNotInvited(3): "<b>Gelombang 3 belum diundang</b> kali ini.",
    WaveNotInvited(None): "<b>Provinsinya belum masuk gelombang mana pun</b>.",
    WithinBand("Hijau", SIX): "Warna Hijau, mulai dari 6,0, tercapai.",
    BelowBand("Hijau", SIX, Decimal("0.8")): "Warna Hijau mulai dari 6,0, <b>kurang 0,8</b>.",
    ComponentMet("layanan", Decimal("7.5"), SIX): "Layanan 7,5; diperlukan 6,0.",
    ComponentBelow("layanan", SCORE, SIX): "Layanan 5,2; diperlukan 6,0, <b>kurang 0,8</b>.",
    ComponentBelow("layanan", None, SIX): "<b>Layanan belum ada nilainya</b>; diperlukan 6,0.",
    Consistent(2, 2, 3, SIX): "Skor 6,0 tercapai pada 2 dari 3 periode terakhir; diperlukan 2.",
    NotConsistent(1, 2, 3, SIX): ("Skor 6,0 <b>baru tercapai pada 1</b> dari 3 periode terakhir; diperlukan 2."),
    Guaranteed(2, 3, "62"): "Peringkat 2 di Kalimantan Tengah, yang dijamin 3 tempat.",
    BeyondProvince(31, 40, 30, "62", SIX): (
        "<b>Peringkat 31</b> dari 40 di Kalimantan Tengah, sedangkan satu provinsi mengirim paling banyak 30. "
        "Skor terendah yang diundang: 6,0."
    ),
    BeyondCapacity(LibraryKind.VILLAGE, 500, None): (
        "<b>Kursi sudah penuh</b>: 500 untuk Perpustakaan desa/kelurahan."
    ),
    Filled(3): 'Mengisi kursi yang tersisa, <span class="plm-nowrap">ke-3</span> dari daftar cadangan.',
    OfficeFollows(2, "62.13"): "Ikut serta karena 2 perpustakaan di Kab. Barito Timur diundang.",
    ManualInclude("panelis <b>", "account:3", NOON): (
        "<b>Disertakan</b> oleh Contoh Tiga pada 6 November 2024 pukul 12.00 WITA: panelis &lt;b&gt;."
    ),
    ManualExclude("Sedang pindah.", "cli", NOON): (
        "<b>Dikecualikan</b> oleh perintah di server pada 6 November 2024 pukul 12.00 WITA: Sedang pindah."
    ),
}


@pytest.fixture
def told(app):
    period = SimpleNamespace(
        code="2024",
        name="Januari–September 2024",
        scale=ScoreScale.POINTS,
        decimals=2,
        ends_on=date(2024, 9, 25),
    )
    return {
        "period": period,
        "zone": Zone.WITA,
        "places": {
            "62.13": Place(regency="Kabupaten Barito Timur", province="Kalimantan Tengah"),
            "62": Place(province="Kalimantan Tengah"),
        },
        "components": {"layanan": "Layanan"},
        "people": {"account:3": "Contoh Tiga"},
        "reason": reason_from_document,
    }


def test_every_code_has_an_example_here():
    assert {reason.code for reason in SENTENCES} == set(ReasonCode)


@pytest.mark.parametrize("reason", SENTENCES, ids=lambda reason: reason.code.value)
def test_a_reason_is_one_sentence_with_its_deciding_part_bold(app, told, reason):
    with app.test_request_context():
        said = get_template_attribute("macros/reasons.html", "sentence")(reason, told)

    assert said.strip() == SENTENCES[reason]


@pytest.mark.parametrize("language", ["id", "en"])
def test_all_reasons_render_in_each_language(app, told, language):
    documents = [reason_to_document(reason) for reason in SENTENCES]

    with app.test_request_context(), force_locale(language):
        said = get_template_attribute("macros/reasons.html", "reasons")(documents, told)

    assert "  " not in said
    assert said.count(".") >= len(SENTENCES)


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("manual", [True, False])
def test_every_outcome_has_its_word_and_icon(app, outcome, manual):
    with app.test_request_context():
        said = get_template_attribute("macros/reasons.html", "outcome_state")(outcome, manual)

    assert "plm-state" in said
    assert ("manual" in said) is manual


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (Policy(), "Tanpa syarat skor."),
        (Policy(best_per_regency=5), "5 terbaik tiap kabupaten/kota."),
        (
            Policy(kinds=frozenset({LibraryKind.VILLAGE}), minimum={LibraryKind.VILLAGE: SIX, LibraryKind.TBM: SIX}),
            "Taman bacaan masyarakat tidak diundang. Perpustakaan kabupaten/kota tidak diundang. "
            "Perpustakaan provinsi tidak diundang. Perpustakaan desa/kelurahan: skor paling rendah 6,0.",
        ),
        (
            Policy(
                band="hijau",
                components={"layanan": SIX},
                consistency=Consistency(SIX, 2, 3),
                provinces=Provinces(cap=30, guarantee=3),
                capacity={LibraryKind.VILLAGE: 500},
                fill=FillRule.IN_ROUNDS,
                waves=Waves({"62": 1, "73": 2}, frozenset({2, 1})),
                office_follows=True,
                tie_breakers=("previous_score", "component:layanan"),
            ),
            "Hanya gelombang 1, 2. Paling rendah warna Hijau. "
            "Layanan paling rendah 6,0. Skor 6,0 tercapai pada sedikitnya 2 dari 3 periode "
            "terakhir. Tiap provinsi dijamin 3 tempat. Paling banyak 30 tiap provinsi. Perpustakaan desa/kelurahan: "
            "paling banyak 500. Kursi tersisa: bergiliran, satu lagi untuk tiap kabupaten/kota. Dinas kabupaten/kota "
            "ikut bila ada perpustakaan di wilayahnya yang diundang. Skor sama: skor periode sebelumnya, Layanan, lalu "
            "kode wilayah.",
        ),
    ],
)
def test_a_policy_is_said_in_words(app, told, policy, words):
    with app.test_request_context():
        words_of = get_template_attribute("macros/reasons.html", "policy_words")
        said = words_of(policy, told["period"], told["components"], {"hijau": "Hijau"})

    assert " ".join(said.split()) == words


@pytest.mark.parametrize(
    ("value", "decimals", "scale", "words"),
    [
        ("6", 2, ScoreScale.POINTS, "6,0"),
        ("7.725", 2, ScoreScale.POINTS, "7,725"),
        ("100", 0, ScoreScale.PERCENT, "100%"),
        ("99.5", 1, ScoreScale.PERCENT, "99,5%"),
    ],
)
def test_a_score_is_said_on_its_own_scale(app, told, value, decimals, scale, words):
    told["period"].decimals, told["period"].scale = decimals, scale

    with app.test_request_context():
        said = get_template_attribute("macros/reasons.html", "points")(Decimal(value), told["period"])

    assert said == words

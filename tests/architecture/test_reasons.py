"""Every reason of a decision has a sentence, in every language, with nothing left undefined."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from flask import get_template_attribute
from flask_babel import force_locale

from plm.eligibility.rules import (
    BelowMinimum,
    BeyondBest,
    ExactlyAt,
    KindNotInvited,
    ManualExclude,
    ManualInclude,
    MeetsMinimum,
    NoMinimum,
    NoScore,
    Outcome,
    Policy,
    ReasonCode,
    WithinBest,
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
        "places": {"62.13": Place(regency="Kabupaten Barito Timur", province="Kalimantan Tengah")},
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
            "Perpustakaan desa/kelurahan: skor paling rendah 6,0. Taman bacaan masyarakat tidak diundang. "
            "Perpustakaan kabupaten/kota tidak diundang. Perpustakaan provinsi tidak diundang.",
        ),
    ],
)
def test_a_policy_is_said_in_words(app, told, policy, words):
    with app.test_request_context():
        said = get_template_attribute("macros/reasons.html", "policy_words")(policy, told["period"])

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

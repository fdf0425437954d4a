"""Every reason, ground and look of certificates has a sentence, in every language, with nothing left undefined."""

from datetime import date

import pytest
from flask import get_template_attribute
from flask_babel import force_locale

from plm.certificates.rules import (
    Attendance,
    Earned,
    EarnedRole,
    Ground,
    Lack,
    Look,
    Policy,
    RuleNotSound,
    RuleProblem,
    Unmet,
)
from plm.events.rules import EventMode
from plm.wording import refusal_sentence

DAYS = (date(2024, 11, 7), date(2024, 11, 8))
SENTENCES = {
    Lack(Unmet.ROLE_EARNS_NONE): "Tamu undangan tidak mendapat sertifikat.",
    Lack(Unmet.AWARD_WITHDRAWN): "Penghargaannya sudah ditarik.",
    Lack(Unmet.NOT_TAKING_PART): "Tidak lagi mengikuti acara.",
    Lack(Unmet.NOT_SUBMITTED): "Registrasi delegasinya belum dikirim.",
    Lack(Unmet.BASIS_MISSING): (
        "Aturan kehadirannya belum menyebut sesi atau hari yang dihitung. Lengkapi di Pengaturan."
    ),
    Lack(Unmet.NOT_PRESENT): "Belum tercatat hadir di satu pos pun.",
    Lack(Unmet.SHARE_NOT_REACHED, had=3, needs=4, out_of=5): "Tercatat di 3 dari 5 sesi; diperlukan 4.",
    Lack(Unmet.DAYS_MISSING, had=1, needs=3, out_of=3, days=DAYS): (
        "Tercatat pada 1 dari 3 hari. Tidak tercatat pada: 7 November 2024, 8 November 2024."
    ),
    Lack(Unmet.PAPERS_MISSING, papers=("", "SPPD <asli>")): "Belum diterima: Surat tugas, SPPD &lt;asli&gt;.",
    Lack(Unmet.FEEDBACK_MISSING): "Umpan baliknya belum diisi.",
}
RULES = {
    Policy(EventMode.ONSITE): "Sertifikat diberikan kepada yang tercatat hadir di sedikitnya satu pos.",
    Policy(EventMode.ONLINE, Attendance.NONE): "Cukup registrasi yang terkirim; kehadiran tidak diminta.",
    Policy(EventMode.ONSITE, Attendance.SHARE): (
        "Aturan kehadirannya belum menyebut sesi atau hari yang dihitung. Lengkapi di Pengaturan. "
        "Peran lain cukup satu kali tercatat hadir."
    ),
    Policy(EventMode.ONSITE, Attendance.SHARE, 70, basis_checkpoint_ids=frozenset({1, 2})): (
        "Peserta dan pendamping: sedikitnya 2 dari 2 sesi (70 persen) tercatat: Pleno, titik yang sudah tidak ada. "
        "Peran lain cukup satu kali tercatat hadir."
    ),
    Policy(EventMode.ONSITE, Attendance.EACH_DAY, basis_days=frozenset(DAYS), papers_required=True): (
        "Peserta dan pendamping: tercatat hadir pada setiap hari: 7 November 2024, 8 November 2024. "
        "Peran lain cukup satu kali tercatat hadir. Semua berkas harus sudah diterima atau dibebaskan."
    ),
    Policy(EventMode.ONSITE, feedback_required=True): (
        "Sertifikat diberikan kepada yang tercatat hadir di sedikitnya satu pos. "
        "Peserta dan pendamping harus sudah mengisi umpan balik."
    ),
}


@pytest.fixture
def say(app):
    def said(macro: str, *facts: object, language: str = "id", file: str = "certificates") -> str:
        with app.test_request_context(), force_locale(language):
            return " ".join(str(get_template_attribute(f"macros/{file}.html", macro)(*facts)).split())

    return said


def test_every_reason_has_an_example_here():
    assert {lack.reason for lack in SENTENCES} == set(Unmet)


@pytest.mark.parametrize("lack", SENTENCES, ids=lambda lack: lack.reason.value)
def test_a_reason_is_a_sentence_with_its_facts(say, lack):
    assert say("lack_sentence", lack) == SENTENCES[lack]
    assert say("lack_sentence", lack, language="en") != ""
    assert say("unmet_sentence", lack.reason) != ""


@pytest.mark.parametrize("policy", RULES)
def test_a_rule_is_said_in_words(say, policy):
    assert say("rule_words", policy, {1: "Pleno"}) == f"{RULES[policy]} Pemenang penghargaan tidak dimintai kehadiran."


@pytest.mark.parametrize("ground", Ground)
def test_every_ground_has_words(say, ground):
    assert say("ground_words", Earned((ground,), had=4, out_of=5)) != ""


@pytest.mark.parametrize("look", Look)
def test_every_look_has_a_sentence(say, look):
    assert say("look_sentence", look).strip() != ""


@pytest.mark.parametrize("role", EarnedRole)
def test_every_role_has_its_word(say, role):
    assert say("role_word", role, file="registration") != ""


@pytest.mark.parametrize("problem", RuleProblem)
def test_every_lack_of_a_rule_has_a_sentence(app, problem):
    with app.test_request_context():
        assert refusal_sentence(RuleNotSound(problems=(problem,))).strip() != ""

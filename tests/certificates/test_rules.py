from datetime import date

import pytest

from plm.certificates.rules import (
    DEFAULT_PATTERN,
    Identity,
    NameSize,
    PatternProblem,
    PatternRefused,
    check_pattern,
    name_layout,
    number_of,
    printed_line,
)
from tests.certificates.scenes import IDENTITY


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("{urut:04d}/PLM-N/{bulan_romawi}/{tahun}", "0412/PLM-N/XI/2024"),
        ("{urut}", "412"),
        ("SK-{tahun}.{bulan}.{urut:06d}", "SK-2024.11.000412"),
        (DEFAULT_PATTERN, "0412/PLM/XI/2024"),
    ],
)
def test_number_follows_the_pattern(pattern: str, number: str) -> None:
    check_pattern(pattern)

    assert number_of(pattern, serial=412, on=date(2024, 11, 8)) == number


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("PLM/{tahun}", PatternProblem.SERIAL_MISSING),
        ("{urut}{urut}", PatternProblem.SERIAL_MISSING),
        ("", PatternProblem.SERIAL_MISSING),
        ("{urut}/{nama}", PatternProblem.UNKNOWN_PART),
        ("{urut.__class__}", PatternProblem.UNKNOWN_PART),
        ("{urut!r}", PatternProblem.UNKNOWN_PART),
        ("{}{urut}", PatternProblem.UNKNOWN_PART),
        ("{urut:999999999d}", PatternProblem.BAD_SERIAL_WIDTH),
        ("{urut:{tahun}}", PatternProblem.BAD_SERIAL_WIDTH),
        ("{urut}/{tahun:>99}", PatternProblem.BAD_SERIAL_WIDTH),
        ("{urut", PatternProblem.BAD_BRACES),
        ("{urut}" + "x" * 120, PatternProblem.TOO_LONG),
    ],
)
def test_pattern_that_could_collide_or_fail_is_refused(pattern: str, problem: PatternProblem) -> None:
    with pytest.raises(PatternRefused) as refused:
        check_pattern(pattern)

    assert refused.value.facts == {"problem": problem}


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("  Contoh \t  Satu\n", "Contoh Satu"),
        ("Contoh\u202eutaS", "ContohutaS"),
        ("Con\u00adtoh\u200b Sa\ufefftu", "Contoh Satu"),
        ("Contoh\x00Satu", "ContohSatu"),
        ("<b>Contoh</b>", "<b>Contoh</b>"),
        ("ക്\u200dഷ", "ക്\u200dഷ"),
    ],
)
def test_printed_line_drops_what_would_mislead_on_paper(typed: str, printed: str) -> None:
    assert printed_line(typed) == printed


LONG = "Dr. Ir. H. Muhammad Contoh Dua Puluh Lima Nusantara Wijayakusumah, S.Sos., M.Si."


@pytest.mark.parametrize(
    ("name", "layout"),
    [
        ("Contoh", (NameSize.NORMAL, ("Contoh",))),
        ("C" * 40, (NameSize.NORMAL, ("C" * 40,))),
        ("C" * 41, (NameSize.LONG, ("C" * 41,))),
        (
            LONG,
            (NameSize.LONG, ("Dr. Ir. H. Muhammad Contoh Dua Puluh Lima", "Nusantara Wijayakusumah, S.Sos., M.Si.")),
        ),
        ("Contoh " * 17 + "C", (NameSize.LONGER, ("Contoh " * 8 + "Contoh", "Contoh " * 8 + "C"))),
        ("C" * 161, (NameSize.LONGEST, ("C" * 161,))),
    ],
)
def test_long_names_get_smaller_and_break_evenly(name: str, layout: tuple) -> None:
    assert name_layout(name) == layout


def test_identity_survives_being_stored_as_json() -> None:
    assert Identity.from_document(IDENTITY.as_document()) == IDENTITY  # type: ignore[arg-type]


def test_identity_of_before_awards_still_loads() -> None:
    before = {key: value for key, value in IDENTITY.as_document().items() if key != "award"}

    assert Identity.from_document(before) == IDENTITY  # type: ignore[arg-type]

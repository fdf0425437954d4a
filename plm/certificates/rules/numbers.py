"""A certificate's number, its code and the name of its file."""

import re
import string
from datetime import date

from plm.certificates.rules.refusals import PatternProblem, PatternRefused

ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
DEFAULT_PATTERN = "{urut:04d}/PLM/{bulan_romawi}/{tahun}"
SERIAL_WIDTH = re.compile(r"(0[1-9]d)?")
LONGEST_NUMBER = 120


def check_pattern(pattern: str) -> None:
    """Refuse a pattern whose numbers could collide or fail: `{urut}` once, then only known parts."""
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError as broken:
        raise PatternRefused(problem=PatternProblem.BAD_BRACES) from broken
    named = [(name, spec, conversion) for _, name, spec, conversion in parts if name is not None]
    if any(name not in ("urut", "bulan_romawi", "bulan", "tahun") or conversion for name, _, conversion in named):
        raise PatternRefused(problem=PatternProblem.UNKNOWN_PART)
    if [name for name, _, _ in named].count("urut") != 1:
        raise PatternRefused(problem=PatternProblem.SERIAL_MISSING)
    if any(not SERIAL_WIDTH.fullmatch(spec or "") or (spec and name != "urut") for name, spec, _ in named):
        raise PatternRefused(problem=PatternProblem.BAD_SERIAL_WIDTH)
    if len(number_of(pattern, serial=999_999, on=date(2024, 8, 1))) > LONGEST_NUMBER:
        raise PatternRefused(problem=PatternProblem.TOO_LONG)


def number_of(pattern: str, *, serial: int, on: date) -> str:
    """`{urut:04d}/PLM-N/{bulan_romawi}/{tahun}` becomes `0412/PLM-N/XI/2024`."""
    month = ROMAN_MONTHS[on.month - 1]
    return pattern.format(urut=serial, bulan_romawi=month, bulan=f"{on.month:02d}", tahun=on.year)


CODE_LENGTH = 12  # sixty random bits


def file_name(number: str) -> str:
    """`Sertifikat 0412-PLM-N-XI-2024.pdf`"""
    return f"Sertifikat {re.sub(r'[^A-Za-z0-9.]+', '-', number).strip('-')}.pdf"


# What no file system, or only some, take in a name; letters of any alphabet keep their marks.
UNSAFE = re.compile(r"""[\\/:*?"<>|\x00-\x1f]+""")
LONGEST_FILE_NAME = 120


def file_name_of(number: str, name: str) -> str:
    """`0412-PLM-N-XI-2024 Siti Nurhaliza.pdf`: for a folder full of them, in any alphabet, safe on any system."""
    person = UNSAFE.sub(" ", name)
    first = re.sub(r"[^A-Za-z0-9.]+", "-", number).strip("-")
    return f"{first} {' '.join(person.split())}"[:LONGEST_FILE_NAME].strip(" .") + ".pdf"

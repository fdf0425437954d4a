"""Names, telephone numbers and staff numbers as people type them."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from plm.libraries.rules import Place
from plm.registration.rules.refusals import PhoneUnreadable

HOME = "ID"
_LIKE_A_NUMBER = re.compile(r"\+?[\d\s().\-/]+")
SHORTEST, LONGEST = 9, 13
LONGEST_TYPED = 18  # with a country code as 0062
NIP_LENGTH = 18
OLD_NIP_LENGTH = 9
LONGEST_INSTITUTION = 250


@dataclass(frozen=True, kw_only=True)
class PersonDetails:
    """What is asked about one person; every text stands as it was typed, the number as `+62…`."""

    name: str
    title_prefix: str = ""
    title_suffix: str = ""
    phone: str = ""
    email: str = ""
    nip: str = ""
    position: str = ""


class PhoneProblem(StrEnum):
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    FOREIGN = "foreign"
    UNREADABLE = "unreadable"


class NipDoubt(StrEnum):
    """Why a staff number looks mistyped; a doubt is shown and never blocks (domain 9)."""

    NOT_DIGITS = "not_digits"
    LENGTH = "length"
    BIRTH_DATE = "birth_date"
    APPOINTMENT = "appointment"
    GENDER = "gender"


def name_line(title_prefix: str, name: str, title_suffix: str) -> str:
    """The name as it will stand on paper: `Dra. Contoh Satu, S.Pd.`"""
    plain = " ".join(filter(None, (title_prefix.strip(), name.strip())))
    return ", ".join(filter(None, (plain, title_suffix.strip())))


def institution_line(library: str, place: Place) -> str:
    """A library with where it lies, because names repeat: `Perpusdes Taman Sari, Kabupaten Pesawaran, Lampung`.

    `Dinas Perpustakaan Provinsi Lampung` names its place already; what finds no room is left out.
    """
    line = library
    for part in filter(None, (place.regency, place.province)):
        is_said = line == library and library.endswith(f" {part}")
        if not is_said and len(f"{line}, {part}") <= LONGEST_INSTITUTION:
            line = f"{line}, {part}"
    return line


def read_phone(typed: str) -> str:
    """The number in E.164, an Indonesian one where no country is named; or PhoneUnreadable with the problem."""
    if not _LIKE_A_NUMBER.fullmatch(typed.strip()):
        raise PhoneUnreadable(problem=PhoneProblem.UNREADABLE)
    try:
        number = phonenumbers.parse(typed, HOME)
    except NumberParseException as error:
        raise PhoneUnreadable(problem=_problem(typed, typed)) from error
    if not phonenumbers.is_valid_number(number):
        raise PhoneUnreadable(problem=_problem(typed, str(number.national_number), is_home=_is_home(number)))
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def shown_phone(stored: str) -> str:
    """A stored number for reading: `0812 3456 7890`, a foreign one with its country; other text as it is."""
    try:
        number = phonenumbers.parse(stored, HOME)
    except NumberParseException:
        return stored
    shape = PhoneNumberFormat.NATIONAL if _is_home(number) else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, shape).replace("-", " ")


def nip_doubt(typed: str) -> NipDoubt | None:
    """What is odd about a staff number, or None: 18 digits (birth, appointment, gender, serial) or 9 old ones."""
    digits = "".join(typed.split())
    if not digits or (digits.isascii() and digits.isdigit() and len(digits) == OLD_NIP_LENGTH):
        return None
    if not (digits.isascii() and digits.isdigit()):
        return NipDoubt.NOT_DIGITS
    if len(digits) != NIP_LENGTH:
        return NipDoubt.LENGTH
    return _doubt_about_parts(digits)


def _doubt_about_parts(digits: str) -> NipDoubt | None:
    if not _is_day(digits[:8]):
        return NipDoubt.BIRTH_DATE
    # PPPK have 21 and above where civil servants have the month.
    if not (1 <= int(digits[12:14]) <= 12 or int(digits[12:14]) >= 21):
        return NipDoubt.APPOINTMENT
    return None if digits[14] in "12" else NipDoubt.GENDER


def _is_day(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year >= 1900
    except ValueError:
        return False


def _is_home(number: phonenumbers.PhoneNumber) -> bool:
    return bool(number.country_code == phonenumbers.country_code_for_region(HOME))


def _problem(typed: str, national: str, *, is_home: bool = True) -> PhoneProblem:
    if sum(sign.isdigit() for sign in typed) > LONGEST_TYPED:
        return PhoneProblem.TOO_LONG
    if not is_home:
        return PhoneProblem.FOREIGN
    digits = sum(sign.isdigit() for sign in national.lstrip("0"))
    if digits < SHORTEST:
        return PhoneProblem.TOO_SHORT
    return PhoneProblem.TOO_LONG if digits > LONGEST else PhoneProblem.UNREADABLE

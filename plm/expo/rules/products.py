"""Registration numbers of micro businesses: looked at, never required (domain 3.3)."""

import re
from collections.abc import Iterator
from enum import StrEnum

from plm.expo.words import ProductCategory

EDIBLE = (ProductCategory.FOOD, ProductCategory.DRINK, ProductCategory.FARM)


class NumberNote(StrEnum):
    """What to look at again; each has a sentence, none stops anybody."""

    NIB_DIGITS = "nib_digits"
    PIRT_DIGITS = "pirt_digits"
    PIRT_OLD = "pirt_old"
    PIRT_EXPIRED = "pirt_expired"
    PIRT_NOT_FOOD = "pirt_not_food"
    BPOM_SHAPE = "bpom_shape"
    HALAL_WITHOUT_NIB = "halal_without_nib"


def notes_on(
    *, category: ProductCategory, nib: str, pirt: str, halal: str, bpom: str, year: int
) -> tuple[NumberNote, ...]:
    """Everything worth a second look; `year` is the year of the event."""
    return (
        *(() if not nib or len(_digits(nib)) == 13 else (NumberNote.NIB_DIGITS,)),
        *(_pirt_notes(category, _digits(pirt), year) if pirt else ()),
        *(() if not bpom or re.fullmatch(r"(BPOM)?(RI)?(MD|ML)\d{12}", _letters(bpom)) else (NumberNote.BPOM_SHAPE,)),
        *((NumberNote.HALAL_WITHOUT_NIB,) if halal and not nib else ()),
    )


def _pirt_notes(category: ProductCategory, digits: str, year: int) -> Iterator[NumberNote]:
    """Fifteen digits, the last two the year of expiry; twelve on older labels."""
    if len(digits) == 12:
        yield NumberNote.PIRT_OLD
    elif len(digits) != 15:
        yield NumberNote.PIRT_DIGITS
    elif 2000 + int(digits[-2:]) < year:
        yield NumberNote.PIRT_EXPIRED
    if category not in EDIBLE:
        yield NumberNote.PIRT_NOT_FOOD


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isascii() and sign.isdigit())


def _letters(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())

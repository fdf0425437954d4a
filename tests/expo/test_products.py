"""Registration numbers are looked at, never required."""

import pytest

from plm.expo.rules.products import NumberNote, notes_on
from plm.expo.words import ProductCategory


@pytest.mark.parametrize(
    ("numbers", "notes"),
    [
        ({}, ()),
        ({"nib": "1234567890123"}, ()),
        ({"nib": "12345678901234"}, (NumberNote.NIB_DIGITS,)),
        ({"pirt": "P-IRT No. 1234567890123-29"}, ()),
        ({"pirt": "P-IRT No. 1234567890123-24"}, ()),
        ({"pirt": "P-IRT No. 1234567890123-23"}, (NumberNote.PIRT_EXPIRED,)),
        ({"pirt": "306330601007"}, (NumberNote.PIRT_OLD,)),
        ({"pirt": "306"}, (NumberNote.PIRT_DIGITS,)),
        (
            {"pirt": "1234567890123-29", "category": ProductCategory.CRAFT},
            (NumberNote.PIRT_NOT_FOOD,),
        ),
        ({"bpom": "BPOM RI MD 12345678901"}, (NumberNote.BPOM_SHAPE,)),
        ({"bpom": "BPOM RI MD 123456789012"}, ()),
        ({"halal": "ada"}, (NumberNote.HALAL_WITHOUT_NIB,)),
        ({"halal": "ada", "nib": "1234567890123"}, ()),
    ],
)
def test_numbers_are_noted_softly(numbers: dict[str, str], notes: tuple[NumberNote, ...]) -> None:
    typed = {"category": ProductCategory.FOOD, "nib": "", "pirt": "", "halal": "", "bpom": "", "year": 2024, **numbers}

    assert notes_on(**typed) == notes

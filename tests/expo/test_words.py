"""A sentence for every code: reasons, problems, notes, categories, amenities, refusals."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, get_template_attribute, render_template
from sqlalchemy.orm import Session

from plm.errors import Refusal
from plm.expo import rules
from plm.expo.rules import refusals
from plm.expo.rules.products import NumberNote
from plm.expo.words import Amenity, ProductCategory
from plm.web.exhibiting import AMENITIES, CATEGORIES

MACROS = "macros/expo.html"
RULES = Path(rules.__file__).parent
HALL_RULES = ("grid.py", "sheet.py", "merging.py", "places.py")
HOLDER = {"exhibitor": "1", "kpi": 77_200, "points": 5, "pinned": False, "rank": None}
FACTS: dict[str, Any] = {
    "needs": ["power"],
    "zone": "kriya",
    "category": "K",
    "categories": ["K"],
    "holders": [HOLDER],
    "asked": 900,
    "given": 450,
    "points_here": 105,
    "points_there": 5,
    "rank": 1,
    "of": 2,
    "missed": [],
    "places": 3,
    "kpi": 52_000,
    "lowest_kpi": 60_000,
    "region": "62",
    "region_places": 1,
    "region_lowest_kpi": 60_000,
    "from": "A01",
    "count": 1,
    "around": 3,
    "cost": 12,
}
PLACED = (rules.Why.KEPT_BOOTH, rules.Why.MOVED, rules.Why.RIVALS)
HERE = (rules.Why.PINNED, rules.Why.PREFERENCE, rules.Why.ZONE_MATCH, rules.Why.NEEDS_MET, *PLACED)
WAITING = (rules.Why.NO_COMPATIBLE_BOOTH, rules.Why.FULL)
ELSEWHERE = tuple(set(rules.Why) - set(HERE) - set(WAITING))


@pytest.fixture(autouse=True)
def request_of_a_reader(app: Flask, session: Session) -> Any:
    with app.test_request_context():
        yield


def said(macro: str, *arguments: object) -> str:
    text = re.sub(r"<[^>]+>", "", str(get_template_attribute(MACROS, macro)(*arguments)))
    return " ".join(text.split())


@pytest.mark.parametrize("code", HERE)
def test_every_reason_to_stand_here_has_a_sentence(code: rules.Why) -> None:
    reason = {"code": code.value, "facts": FACTS}

    assert said("reasons_here", [reason], {}).endswith(".")


@pytest.mark.parametrize("code", WAITING)
def test_every_reason_to_wait_has_a_sentence(code: rules.Why) -> None:
    assert said("reason_waiting", {"code": code.value, "facts": FACTS}, {"62": "Kalimantan Tengah"}).endswith(".")


@pytest.mark.parametrize("code", sorted(ELSEWHERE))
def test_every_obstacle_has_a_clause(code: rules.Why) -> None:
    assert said("obstacle", code.value, FACTS, {"1": "Perpusdes Tangkum"})


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (
            FACTS,
            "3 tempat yang cocok sudah terisi. Kalimantan Tengah sudah mendapat 1 tempat. "
            "KPI terendah yang diterima dari sana 6, KPI perpustakaan ini 5,2.",
        ),
        (
            {**FACTS, "region_places": 0},
            "3 tempat yang cocok sudah terisi. KPI terendah yang diterima 6, KPI perpustakaan ini 5,2.",
        ),
        (
            {**FACTS, "region_places": 0, "lowest_kpi": None},
            "3 tempat yang cocok sudah terisi. Semua tempat dikunci oleh panitia.",
        ),
    ],
)
def test_one_who_waits_reads_fact_need_and_gap(facts: dict[str, Any], sentence: str) -> None:
    assert said("reason_waiting", {"code": "full", "facts": facts}, {"62": "Kalimantan Tengah"}) == sentence


def test_every_problem_of_a_grid_a_sheet_or_a_pin_has_its_own_sentence() -> None:
    sources = "".join((RULES / name).read_text() for name in HALL_RULES)
    codes = set(re.findall(r'Problem\("(\w+)"', sources)) | {"pin_blocked", "pin_needs", "pin_zone", "pin_over_full"}
    facts = dict.fromkeys(("most", "rows", "letter", "line", "column", "value", "least", "id", "count", "lines"), "1")
    facts |= {"booth": "A01", "other": "A02", "capacity": "1", "least": Decimal(1), "most": Decimal(5)}

    said_by = {
        code: said("problem_sentence", rules.Problem(code, {**facts, "needs": ["power"], "columns": ["x"]}))
        for code in codes
    }

    assert {code for code, sentence in said_by.items() if code in sentence} == set()
    assert all(sentence.endswith(".") for sentence in said_by.values())


def test_every_category_amenity_and_note_has_its_words() -> None:
    words = [said("category_name", one.value) for one in ProductCategory]
    words += [said("amenity_name", one.value) for one in Amenity]
    words += [said("product_note", one.value) for one in NumberNote]

    assert all(words)
    assert (set(CATEGORIES), set(AMENITIES)) == (set(ProductCategory), set(Amenity))


def test_every_refusal_has_its_sentence() -> None:
    kinds = [one for one in vars(refusals).values() if isinstance(one, type) and issubclass(one, Refusal)]
    facts = {"name": "Aula", "numbers": ["A01"], "most": 5, "number": 1, "booth": "A01", "reason": rules.Why.NEEDS}
    facts |= {"circuit": "L1"}
    problems = (rules.Problem("move_blocked", {"exhibitor": "1", "booth": "A01"}),)

    said_by = {
        kind.code: render_template(f"refusals/{kind.code}.html", **facts, problems=problems).strip()
        for kind in kinds
        if kind is not Refusal
    }

    assert len(said_by) == 27
    assert all(sentence.endswith(".") for sentence in said_by.values())


SWAP = {"exhibitor": "1", "booth": "A01", "needs": ["power"], "zone": "kriya", "categories": ["K"], "pinned": "A02"}
SWAP |= {"count": 2, "capacity": 1, "asked": 900, "given": 450, "circuit": "L1"}


def test_every_rule_a_change_by_hand_may_break_has_a_sentence() -> None:
    source = (RULES / "swapping.py").read_text()
    codes = set(re.findall(r'"(move_[a-z_]+)"', source))

    sentences = {code: said("swap_problem", {"code": code, "facts": SWAP}, {"1": "Contoh"}) for code in codes}

    assert len(codes) == 8
    assert not [code for code, sentence in sentences.items() if "tidak terpenuhi" in sentence]


@pytest.mark.parametrize(
    ("gap", "sentence"),
    [
        (None, "Jarak ke denah terbaik yang mungkin tidak dihitung untuk denah ini."),
        (0, "Ini denah terbaik yang mungkin, terbukti."),
        (4, "Paling banyak 0,04 % di bawah denah terbaik yang mungkin."),
        (40, "Paling banyak 0,4 % di bawah denah terbaik yang mungkin."),
        (41, "Paling banyak 0,5 % di bawah denah terbaik yang mungkin."),
    ],
)
def test_the_gap_is_said_with_a_comma_and_rounded_up(gap: int | None, sentence: str) -> None:
    assert said("gap_sentence", gap) == sentence

"""What stands in letters."""

import json

import pytest

from plm.letters.rules import LetterWords, LineNotPaired, Progress, lines_of, pairs_of
from tests.letters.makers import WORDS, wording


def test_a_wording_survives_json():
    assert LetterWords.from_document(json.loads(json.dumps(WORDS.to_document()))) == WORDS


@pytest.mark.parametrize(
    ("number", "said"),
    [("B-{urut}/X", "B-007/X"), ("B-1/PRP.2/{urut}/{urut}", "B-1/PRP.2/007/007"), ("bebas", "bebas")],
)
def test_the_number_is_free_text_with_the_serial_where_it_is_asked_for(number, said):
    assert wording(number=number).number_of(7) == said


def test_lines_and_pairs_are_read_as_typed():
    assert lines_of(" satu \r\n\n dua") == ("satu", "dua")
    assert pairs_of("Akomodasi = penyelenggara = ya\n\n", "=") == (("Akomodasi", "penyelenggara = ya"),)
    assert pairs_of("", "=") == ()


@pytest.mark.parametrize("line", ["Akomodasi", "= penyelenggara", "Akomodasi ="])
def test_half_a_pair_is_refused_with_its_line(line):
    with pytest.raises(LineNotPaired) as refused:
        pairs_of(f"Transportasi = sendiri\n{line}", "=")

    assert refused.value.facts["line"] == line


def test_a_run_moves_until_every_letter_has_its_end():
    assert [Progress(*counts).moves for counts in ((0, 0, 3), (2, 0, 3), (2, 1, 3), (3, 0, 3))] == [
        True,
        True,
        False,
        False,
    ]

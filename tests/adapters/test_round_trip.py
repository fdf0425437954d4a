"""What goes out on a sheet comes back byte for byte, and nothing in it is a formula."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plm.adapters.spreadsheets import read_table, unmarked, write_csv, write_xlsx

# As `trimmed` leaves what people type: no control characters but line ends and tabs, no space outside.
SIGNS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufffe\uffff")
TEXT = st.text(st.one_of(SIGNS, st.sampled_from("\n\t'\"=+-@;,")), max_size=30).map(str.strip)
ROWS = st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=1, max_size=6)
NASTY = [
    ["+6281234567890", '=HYPERLINK("http://contoh.id")', "'=1+1"],
    ["0012", "-5", "@SUM(A1)"],
    ["Ni Wayan 🙏", "محمد", "''"],
    ["_x0041_", "1e5", 'a;b,"c"'],
]


def _back(data, name):
    return [[str(cell or "") for cell in row] for _line, row in read_table(data, name).rows[1:]]


@given(rows=ROWS)
@example(rows=NASTY)
def test_csv_gives_back_every_cell(rows):
    rows = [["kunci", *row] for row in rows]
    found = _back(write_csv(["K", "A", "B", "C"], rows), "a.csv")

    assert [[unmarked(cell) for cell in row] for row in found] == rows


@given(rows=ROWS)
@example(rows=NASTY)
def test_xlsx_gives_back_every_cell(rows):
    rows = [["kunci", *row] for row in rows]
    found = _back(write_xlsx(["K", "A", "B", "C"], rows), "a.xlsx")

    assert [row + [""] * (4 - len(row)) for row in found] == rows


@pytest.mark.parametrize("cell", ["=1+1", "+62", "-1", "@a", "\tx", "'=1"])
def test_csv_cell_that_looks_like_a_formula_is_marked(cell):
    assert write_csv(["A"], [[cell]]).decode("utf-8-sig").splitlines()[1].lstrip('"').startswith("'")


def test_xlsx_has_no_formula_and_marks_text():
    with zipfile.ZipFile(BytesIO(write_xlsx(["A"], [["=1+1"]]))) as workbook:
        sheet, styles = workbook.read("xl/worksheets/sheet1.xml"), workbook.read("xl/styles.xml")

    assert b"<f>" not in sheet
    assert b'quotePrefix="1"' in styles

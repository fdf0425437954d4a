"""plm import, as a person at a terminal meets it."""

import json
import sys

import pytest
from click.testing import CliRunner

from plm.cli import main, stages
from plm.kpi.queries import latest_scores
from plm.libraries.queries import count_libraries, count_regions
from tests.cli.surroundings import AtThisApp
from tests.factories import make_region
from tests.kpi.test_actions import make_libraries_of_barito_timur, make_period


@pytest.fixture
def plm(app, session):
    """Run the command over the test's database."""

    def run(*words):
        return CliRunner().invoke(main, [str(word) for word in words], obj=AtThisApp(app))

    return run


@pytest.fixture
def file(tmp_path):
    """A file with this content."""

    def write(text, name="skor.csv"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


GOOD = "Kode Wilayah;Skor\n62.13.08.2008;7,72\n62.13;6,32\n"


def test_all_regions_are_loaded(plm, session):
    answer = plm("import", "regions", "--json")

    assert answer.exit_code == 0
    assert json.loads(answer.output) == {"added": 91_599, "renamed": 0, "unchanged": 0}
    assert sum(count_regions(session).values()) == 91_599


def test_scores_are_stored(plm, file, session):
    period = make_period(session)
    make_libraries_of_barito_timur(session)

    answer = plm("import", "kpi", file(GOOD), "--period", "2024-09", "--as-of", "2024-09-25")

    assert (answer.exit_code, answer.output) == (0, "2 rows stored, 0 bad, 0 passed over.\n")
    assert len(latest_scores(session, period.id)) == 2


def test_bad_rows_are_told_with_their_lines_and_end_in_one(plm, file, session):
    period = make_period(session)
    make_libraries_of_barito_timur(session)
    sheet = file(GOOD + "62.13.09.2010;<b>\n")

    refused = plm("import", "kpi", sheet, "--period", "2024-09", "--as-of", "2024-09-25")
    before = len(latest_scores(session, period.id))
    stored = plm("import", "kpi", sheet, "--period", "2024-09", "--as-of", "2024-09-25", "--only-good", "--json")

    assert (refused.exit_code, before) == (1, 0)
    assert refused.output.splitlines() == [
        "4: 62.13.09.2010: “<b>” is not a number. Write digits only, for example 7.72.",
        "0 rows stored, 1 bad, 0 passed over.",
    ]
    assert stored.exit_code == 1
    assert json.loads(stored.output)["stored"] == 2
    assert len(latest_scores(session, period.id)) == 2


def test_a_dry_run_tells_and_stores_nothing(plm, file, session):
    period = make_period(session)
    make_libraries_of_barito_timur(session)

    answer = plm("import", "kpi", file(GOOD), "--period", "2024-09", "--as-of", "2024-09-25", "--dry-run")

    assert answer.exit_code == 0
    assert answer.output == "0 rows stored, 0 bad, 0 passed over.\n2 could be stored.\n"
    assert latest_scores(session, period.id) == {}


def test_a_correction_waits_until_it_is_accepted(plm, file, session):
    period = make_period(session)
    tangkum, *_ = make_libraries_of_barito_timur(session)
    where = ("--period", "2024-09", "--as-of", "2024-09-25")
    plm("import", "kpi", file(GOOD), *where)
    changed = file("Kode Wilayah;Skor\n62.13.08.2008;8,00\n", "koreksi.csv")

    refused = plm("import", "kpi", changed, *where)
    before = latest_scores(session, period.id)[tangkum.id]
    accepted = plm("import", "kpi", changed, *where, "--accept-corrections")

    assert (refused.exit_code, str(before)) == (1, "7.72")
    assert refused.output.startswith("2: Perpusdes Tangkum: ")
    assert refused.output.endswith("0 rows stored, 0 bad, 0 passed over.\n1 differ from what is stored.\n")
    assert (accepted.exit_code, accepted.output) == (0, "1 rows stored, 0 bad, 0 passed over.\n")
    assert str(latest_scores(session, period.id)[tangkum.id]) == "8"


def test_libraries_are_stored(plm, file, session):
    make_region(session, "62.13.08.2008")

    answer = plm("import", "libraries", file("Nama,Kode\nPerpusdes Tangkum,62.13.08.2008\n"))

    assert (answer.exit_code, count_libraries(session)) == (0, 1)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("import", "kpi", "tidak-ada.csv", "--period", "x", "--as-of", "2024-01-01"), 2),
        (("import", "kpi"), 2),
        (("import", "--help"), 0),
    ],
)
def test_wrong_usage_ends_in_two(plm, words, code):
    assert plm(*words).exit_code == code


def test_an_unknown_period_and_a_strange_file_are_one_sentence(plm, file, session):
    make_period(session)

    unknown = plm("import", "kpi", file(GOOD), "--period", "1999", "--as-of", "2024-09-25")
    strange = plm("import", "kpi", file("%PDF-1.7"), "--period", "2024-09", "--as-of", "2024-09-25")

    assert (unknown.exit_code, strange.exit_code) == (1, 1)
    assert "There is no KPI period with the code 1999." in unknown.output
    assert "is PDF" in strange.output


@pytest.mark.parametrize("text", ["Kode Wilayah;Nama;Skor\n", "Kode Wilayah;Nama;Skor\n;;\n;Jumlah;7\n"])
def test_a_sheet_without_a_library_is_refused(plm, file, session, text):
    period = make_period(session)

    answer = plm("import", "kpi", file(text), "--period", "2024-09", "--as-of", "2024-09-25")

    assert answer.exit_code == 1
    assert "Error: " in answer.output
    assert "stored" not in answer.output
    assert latest_scores(session, period.id) == {}


def test_a_sheet_of_headings_alone_adds_no_library(plm, file):
    answer = plm("import", "libraries", file("Nama;Kode\n"))

    assert (answer.exit_code, "Error: " in answer.output) == (1, True)


@pytest.mark.parametrize(
    ("text", "name"),
    [("# plm\n\nPendaftaran, lapak, dan sertifikat.\n\n    plm --demo, lalu buka\n", "README.md"), ("x", "mitra.xlsx")],
)
def test_a_text_is_told_which_headings_a_table_has(plm, file, text, name):
    answer = plm("import", "libraries", file(text, name))

    assert answer.exit_code == 1
    assert "(.xlsx)" in answer.output
    assert "Library name; Region code." in answer.output


def test_a_row_without_a_name_is_still_readable(plm, file):
    answer = plm("import", "libraries", file("Nama;Kode\n;62.13.08.2008\n"))

    assert answer.output.startswith("2: (no name): ")


def test_a_terminal_sees_a_bar_and_a_pipe_does_not(monkeypatch, capsys):
    with stages("Reading", 2) as move_on:
        move_on()
    silent = capsys.readouterr().err
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with stages("Reading", 2) as move_on:
        move_on()
        move_on()

    assert silent == ""
    assert "100%" in capsys.readouterr().err

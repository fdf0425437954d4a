"""A sheet that comes back: pure judgement of its rows."""

from dataclasses import replace

from plm.registration.rules import (
    CostBearer,
    EventRole,
    PersonDetails,
    RowProblem,
    SheetColumn,
    SheetPerson,
    Words,
    columns_of,
    judge_people,
)

SATU = SheetPerson(
    PersonDetails(name="Contoh Satu", phone="+6281234567890", email="satu@contoh.id"),
    "Perpusdes Tangkum",
    frozenset({EventRole.PARTICIPANT}),
    CostBearer.ORGANISER,
)
WORDS = Words(
    {"peserta": EventRole.PARTICIPANT, "panelis": EventRole.PANELIST},
    {"penyelenggara": CostBearer.ORGANISER, "biaya sendiri": CostBearer.SELF},
)
KNOWN = {"k1": (7, SATU)}


def row(**cells):
    return {SheetColumn(name): text for name, text in cells.items()}


SAME = row(
    key="k1", institution="Perpusdes Tangkum", name="Contoh Satu", phone="+6281234567890", email="satu@contoh.id",
    roles="Peserta", cost_bearer="Penyelenggara", title_prefix="", title_suffix="", position="", nip="",
)  # fmt: skip


def judged(*rows):
    return judge_people(list(enumerate(rows, start=2)), KNOWN, WORDS)


def test_untouched_row_changes_nothing():
    report = judged(SAME)

    assert (report.same, report.changes, report.fresh, report.bad) == (1, (), (), ())


def test_changed_cells_are_named_and_missing_columns_say_nothing():
    report = judged(row(key="k1", name="H. Contoh 🙏", roles="panelis, Peserta"))
    [change] = report.changes

    assert (change.line, change.person_id, change.changed) == (2, 7, ("name", "roles"))
    assert change.person == replace(
        SATU,
        details=replace(SATU.details, name="H. Contoh 🙏"),
        roles=frozenset({EventRole.PARTICIPANT, EventRole.PANELIST}),
    )


def test_row_without_a_key_is_somebody_new_with_the_number_read():
    report = judged(row(name="محمد", institution="Bunda Literasi Contoh", roles="Panelis", phone="0812 3456 7890"))
    [(line, person)] = report.fresh

    assert line == 2
    assert person.details.name == "محمد"
    assert person.details.phone == "+6281234567890"
    assert person.cost_bearer is CostBearer.ORGANISER


def test_everything_that_is_wrong_with_a_row_is_said_and_others_stay_good():
    rows = [SAME, row(name="", institution="", roles="raja", phone="12", email="bukan", cost_bearer="siapa")]
    report = judged(*rows)

    assert report.same == 1
    [bad] = report.bad
    assert bad.line == 3
    assert [problem for problem, _said in bad.problems] == [
        RowProblem.NAME_MISSING,
        RowProblem.INSTITUTION_MISSING,
        RowProblem.PHONE_UNREADABLE,
        RowProblem.MAIL_UNREADABLE,
        RowProblem.ROLE_UNKNOWN,
        RowProblem.COST_UNKNOWN,
    ]


def test_keys_are_known_and_come_once():
    report = judged(SAME, SAME, {**SAME, SheetColumn.KEY: "k9"})

    assert [(row.line, row.problems[0][0]) for row in report.bad] == [
        (3, RowProblem.KEY_TWICE),
        (4, RowProblem.KEY_UNKNOWN),
    ]


def test_number_that_stands_already_is_not_read_again():
    """Whatever is stored comes back as it is, a foreign number too."""
    odd = replace(SATU, details=replace(SATU.details, phone="+12345"))
    report = judge_people([(2, {**SAME, SheetColumn.PHONE: "+12345"})], {"k1": (7, odd)}, WORDS)

    assert report.same == 1


def test_headings_are_forgiven_their_letters_and_the_first_of_two_counts():
    names = {"nama": SheetColumn.NAME, "lembaga": SheetColumn.INSTITUTION}

    assert columns_of([" NAMA ", "x", "Lembaga", "nama"], names) == {0: SheetColumn.NAME, 2: SheetColumn.INSTITUTION}

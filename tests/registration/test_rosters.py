"""A sheet with the people of several libraries: pure judgement."""

from hypothesis import given
from hypothesis import strategies as st

from plm.registration.rules import RosterColumn, RosterLibrary, RowProblem, judge_roster

TANGKUM = RosterLibrary(1, "Perpusdes Tangkum", 2, {})
PANGKAN = RosterLibrary(2, "Perpusdes Pangkan", 1, {1: "Contoh Lima"})
LIBRARIES = {"k1": TANGKUM, "k2": PANGKAN}


def row(key="k1", name="Contoh Satu", phone="0812 3456 7890", position="Kepala desa", **more):
    cells = {"key": key, "name": name, "phone": phone, "position": position, **more}
    return {RosterColumn(column): text for column, text in cells.items()}


def judged(*rows):
    return judge_roster(list(enumerate(rows, start=2)), LIBRARIES)


def test_rows_take_the_seats_of_their_library_in_order():
    report = judged(row(), row(name="Contoh Dua"), row(key="k2", name="Contoh Lima"))

    assert [(one.line, one.invitation_id, one.number) for one in report.good] == [(2, 1, 1), (3, 1, 2), (4, 2, 1)]
    assert report.good[0].details.phone == "+6281234567890"
    assert report.bad == ()


def test_whoever_stands_in_the_draft_keeps_the_number_and_no_seat_is_given_twice():
    report = judged(row(key="k2", name="Contoh Enam"), row(), row(name="Contoh Dua"), row(name="Contoh Tiga"))

    assert [(bad.line, bad.problems) for bad in report.bad] == [
        (2, ((RowProblem.TOO_MANY_PEOPLE, "1"),)),
        (5, ((RowProblem.TOO_MANY_PEOPLE, "2"),)),
    ]


def test_library_is_found_by_its_name_where_the_key_is_missing():
    report = judged(row(key="", library="PERPUSDES  TANGKUM"), row(key="", library="Perpusdes Entah"))

    assert [one.invitation_id for one in report.good] == [1]
    assert report.bad[0].problems == ((RowProblem.LIBRARY_UNKNOWN, "Perpusdes Entah"),)


def test_empty_seats_are_passed_over_and_everything_wrong_is_said():
    report = judged(row(name="", phone="", position=""), row(name="", phone="12", position="", email="bukan"))

    assert [bad.line for bad in report.bad] == [3]
    assert [problem for problem, _said in report.bad[0].problems] == [
        RowProblem.NAME_MISSING,
        RowProblem.PHONE_UNREADABLE,
        RowProblem.MAIL_UNREADABLE,
        RowProblem.POSITION_MISSING,
    ]


NAMES = st.sampled_from(["H. Contoh", "Andi", "Ni Wayan 🙏", "محمد", "Contoh Lima", "x"])


@given(rows=st.lists(st.tuples(st.sampled_from(["k1", "k2"]), NAMES), max_size=12))
def test_no_seat_is_taken_twice_and_names_stay_as_typed(rows):
    report = judged(*(row(key=key, name=name) for key, name in rows))
    places = [(one.invitation_id, one.number) for one in report.good]

    assert len(places) == len(set(places))
    assert len(report.good) + len(report.bad) == len(rows)
    assert all(one.details.name == rows[one.line - 2][1] for one in report.good)

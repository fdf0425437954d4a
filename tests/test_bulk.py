"""Many rows at once, on both databases."""

import gc
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import BigInteger, select, type_coerce
from sqlalchemy.exc import IntegrityError

from plm.bulk import insert_columns, insert_rows, insert_with_ids, read_columns, without_collecting
from plm.jobs.tables import Job
from plm.kpi.rules import ScoreScale
from plm.kpi.tables import KpiPeriod
from tests.factories import NOON

COLUMNS = ("code", "name", "starts_on", "ends_on", "scale", "maximum", "decimals", "created_at")


def period(code, name="Contoh\tsatu\n\\N “dua”", maximum="7.25"):
    return (code, name, date(2024, 1, 1), date(2024, 9, 25), ScoreScale.POINTS, Decimal(maximum), 2, NOON)


def stored(session):
    query = select(KpiPeriod).where(KpiPeriod.code.like("bulk-%")).order_by(KpiPeriod.code)
    return [
        (p.code, p.name, p.starts_on, p.ends_on, p.scale, p.maximum, p.decimals, p.created_at)
        for p in session.scalars(query)
    ]


def test_every_value_comes_back_as_it_went_in(session):
    rows = [period("bulk-1"), period("bulk-2", name="")]

    insert_rows(session, KpiPeriod.__table__, COLUMNS, rows)

    assert stored(session) == rows


def test_ids_are_in_the_order_of_the_rows_and_the_next_row_gets_a_free_one(session):
    ids = insert_with_ids(session, KpiPeriod.__table__, COLUMNS, [period("bulk-b"), period("bulk-a")])
    later = KpiPeriod(**dict(zip(COLUMNS, period("bulk-c"), strict=True)))
    session.add(later)
    session.flush()

    assert [session.get_one(KpiPeriod, number).code for number in ids] == ["bulk-b", "bulk-a"]
    assert later.id not in ids


def test_no_rows_are_no_statement(session):
    insert_rows(session, KpiPeriod.__table__, COLUMNS, [])

    assert insert_with_ids(session, KpiPeriod.__table__, COLUMNS, []) == []


def test_a_row_twice_is_an_integrity_error_that_a_savepoint_undoes(session):
    with pytest.raises(IntegrityError), session.begin_nested():
        insert_rows(session, KpiPeriod.__table__, COLUMNS, [period("bulk-1"), period("bulk-1")])

    assert stored(session) == []


def test_rows_go_with_the_transaction(session):
    savepoint = session.begin_nested()
    insert_rows(session, KpiPeriod.__table__, COLUMNS, [period("bulk-1")])
    savepoint.rollback()

    assert stored(session) == []


def test_collecting_goes_on_afterwards_even_after_an_error():
    with without_collecting():
        within = gc.isenabled()
    with pytest.raises(ZeroDivisionError), without_collecting():
        1 / 0  # noqa: B018  # the error is what is wanted

    assert (within, gc.isenabled()) == (False, True)


def test_a_row_too_short_is_refused(session):
    with pytest.raises(ValueError, match="shorter"):
        insert_rows(session, KpiPeriod.__table__, COLUMNS, [("bulk-1",)])


def test_columns_come_back_as_they_went_in(session):
    names = ["plain", "Contoh\tsatu\n\\N\r “dua”", "\\", ""]
    columns = {
        "code": [f"bulk-{number}" for number in range(len(names))],
        "name": names,
        "starts_on": ["2024-01-01"] * len(names),
        "ends_on": ["2024-09-25"] * len(names),
        "scale": ["points"] * len(names),
        "maximum": [72_500] * len(names),
        "decimals": [2] * len(names),
        "created_at": [NOON.strftime("%Y-%m-%d %H:%M:%S.%f")] * len(names),
    }

    insert_columns(session, KpiPeriod.__table__, columns)

    assert [row[1] for row in stored(session)] == names
    assert {row[5] for row in stored(session)} == {Decimal("7.25")}


def test_none_is_null_and_no_rows_are_no_statement(session):
    insert_columns(session, Job.__table__, {name: [] for name in ("name", "arguments", "state")})
    moment = NOON.strftime("%Y-%m-%d %H:%M:%S.%f")
    row = {
        "name": "kpi.read",
        "arguments": "{}",
        "state": "done",
        "attempts": 1,
        "created_at": moment,
        "due_at": moment,
    }
    row |= {"claim": "", "last_error": "bulk", "finished_at": None}

    insert_columns(session, Job.__table__, {name: [value] for name, value in row.items()})

    (job,) = session.scalars(select(Job).where(Job.last_error == "bulk"))
    assert (job.finished_at, job.attempts) == (None, 1)


def test_a_query_is_read_as_columns_in_its_order(session):
    insert_rows(session, KpiPeriod.__table__, COLUMNS, [period("bulk-1"), period("bulk-2", maximum="100")])
    query = select(KpiPeriod.code, type_coerce(KpiPeriod.maximum, BigInteger)).where(KpiPeriod.code.like("bulk-%"))

    codes, maxima = read_columns(session, query.order_by(KpiPeriod.code.desc()))
    nothing = read_columns(session, query.where(KpiPeriod.code == "nobody"))

    assert (codes.tolist(), maxima.tolist()) == ([b"bulk-2", b"bulk-1"], [1_000_000, 72_500])
    assert [len(column) for column in nothing] == [0, 0]

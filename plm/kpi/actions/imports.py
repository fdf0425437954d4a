"""Storing the scores of a sheet: all of them or, unless only the good ones are asked for, none."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.bulk import without_collecting
from plm.kpi.actions.storing import store_report
from plm.kpi.queries import components_of, directory_of_libraries, find_same_file, scale_of, stored_scores
from plm.kpi.rules import (
    NEEDS,
    Answers,
    ComponentName,
    ImportReport,
    Moved,
    check_as_of,
    compare_with_stored,
    headings_of,
    judge_entries,
    read_entries,
    skip_rows,
    stand_still,
)
from plm.kpi.tables import KpiImport, KpiPeriod
from plm.libraries.queries import known_codes
from plm.libraries.rules import Header, ImportClash, Row, RowsMissing, find_header, parse_region_code

EASTERNMOST = timedelta(hours=9)  # WIT: where a day of Indonesia begins


@dataclass(frozen=True)
class ImportOutcome:
    """What became of a file: its report, the import if rows were stored, and an earlier import of the same file."""

    report: ImportReport
    stored: KpiImport | None
    earlier: KpiImport | None


@dataclass(frozen=True)
class SourceFile:
    """The file that scores come from."""

    filename: str
    sha256: str


@dataclass(frozen=True)
class Choices:
    """What a person decided about a file's rows; by default nothing doubtful is stored."""

    only_good: bool = False
    accept_corrections: bool = False
    answers: Answers = field(default_factory=dict)


CAUTIOUS = Choices()


@without_collecting()
def import_scores(
    session: Session,
    *,
    period: KpiPeriod,
    rows: Sequence[Row],
    source: SourceFile,
    as_of: date,
    imported_by: str,
    actor: str,
    now: datetime,
    choices: Choices = CAUTIOUS,
    dry_run: bool = False,
    moved: Moved = stand_still,
) -> ImportOutcome:
    """Match, read, compare with what is stored, and store; an open row stops the whole file unless told otherwise.

    A dry run stores nothing. `moved` may commit: everything is read before it is called, and written after.
    """
    check_as_of(as_of, starts_on=period.starts_on, today=(now + EASTERNMOST).date())
    earlier = find_same_file(session, period.id, sha256=source.sha256, as_of=as_of)
    report = judge_scores(session, period=period, rows=rows, as_of=as_of, choices=choices, moved=moved)
    if dry_run or not _may_be_stored(report, choices):
        return ImportOutcome(report, stored=None, earlier=earlier)
    stored = KpiImport(
        period_id=period.id,
        filename=source.filename[:255],
        sha256=source.sha256,
        as_of=as_of,
        imported_by=imported_by,
        imported_at=now,
    )
    try:
        with session.begin_nested():
            store_report(session, stored=stored, report=report, with_corrections=choices.accept_corrections)
    except IntegrityError as error:
        raise ImportClash from error
    facts = {
        "file": source.filename,
        "accepted": stored.accepted_rows,
        "corrected": stored.corrected_rows,
        "bad": stored.bad_rows,
    }
    record(session, actor=actor, verb="import_scores", subject=f"kpi_import:{stored.id}", now=now, facts=facts)
    return ImportOutcome(report, stored=stored, earlier=earlier)


def _may_be_stored(report: ImportReport, choices: Choices) -> bool:
    corrections = report.corrected if choices.accept_corrections else ()
    left_open = report.bad or report.questions or (report.corrected and not choices.accept_corrections)
    return bool(report.accepted or corrections) and (choices.only_good or not left_open)


def judge_scores(
    session: Session, *, period: KpiPeriod, rows: Sequence[Row], as_of: date, choices: Choices, moved: Moved
) -> ImportReport:
    """What would become of every line."""
    entries, skipped = read_entries(rows, _header_of(session, period, rows))
    if not entries:
        raise RowsMissing(skipped=len(skipped))
    codes = {code for entry in entries if (code := parse_region_code(entry.code))}
    directory, known_regions = directory_of_libraries(session), known_codes(session, codes)
    scale, stored = scale_of(period), stored_scores(session, period.id, as_of)
    report = judge_entries(
        entries,
        scale=scale,
        directory=directory,
        known_regions=known_regions,
        answers=choices.answers,
        moved=moved,
    )
    return compare_with_stored(skip_rows(report, skipped), stored)


def today_in_the_east(now: datetime) -> date:
    """The day that has begun anywhere in the country."""
    return (now + EASTERNMOST).date()


def check_sheet(session: Session, *, period: KpiPeriod, rows: Sequence[Row], as_of: date, now: datetime) -> None:
    """What can be refused before the lines are read: a day that cannot be, headings that are not there."""
    check_as_of(as_of, starts_on=period.starts_on, today=today_in_the_east(now))
    _header_of(session, period, rows)


def _header_of(session: Session, period: KpiPeriod, rows: Sequence[Row]) -> Header:
    names = [ComponentName(component.code, component.name) for component in components_of(session, period.id)]
    return find_header(rows, words=headings_of(names), needs=NEEDS)

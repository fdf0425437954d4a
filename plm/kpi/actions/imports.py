"""Storing the scores of a sheet: all of them or, unless only the good ones are asked for, none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.kpi.queries import components_of, directory_of_libraries, find_same_file, scale_of, stored_scores
from plm.kpi.rules import (
    NEEDS,
    ComponentName,
    GoodRow,
    ImportReport,
    check_as_of,
    compare_with_stored,
    headings_of,
    judge_entries,
    read_entries,
    skip_rows,
)
from plm.kpi.tables import KpiComponent, KpiComponentScore, KpiImport, KpiPeriod, KpiScore
from plm.libraries.queries import known_codes
from plm.libraries.rules import ImportClash, Row, RowsMissing, find_header, parse_region_code, remarks

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
    only_good: bool = False,
) -> ImportOutcome:
    """Match, read, compare with what is stored, and store; any bad row stops the whole file unless told otherwise."""
    check_as_of(as_of, starts_on=period.starts_on, today=(now + EASTERNMOST).date())
    earlier = find_same_file(session, period.id, sha256=source.sha256, as_of=as_of)
    report = _judge(session, period, rows, as_of)
    if not report.accepted or (report.bad and not only_good):
        return ImportOutcome(report, stored=None, earlier=earlier)
    try:
        with session.begin_nested():
            stored = _store(session, period, report, source, as_of, imported_by, now)
    except IntegrityError as error:
        raise ImportClash from error
    facts = {"file": source.filename, "accepted": len(report.accepted), "bad": len(report.bad_lines)}
    record(session, actor=actor, verb="import_scores", subject=f"kpi_import:{stored.id}", now=now, facts=facts)
    return ImportOutcome(report, stored=stored, earlier=earlier)


def _judge(session: Session, period: KpiPeriod, rows: Sequence[Row], as_of: date) -> ImportReport:
    names = [ComponentName(component.code, component.name) for component in components_of(session, period.id)]
    entries, skipped = read_entries(rows, find_header(rows, words=headings_of(names), needs=NEEDS))
    if not entries:
        raise RowsMissing(skipped=len(skipped))
    codes = {code for entry in entries if (code := parse_region_code(entry.code))}
    report = judge_entries(
        entries,
        scale=scale_of(period),
        directory=directory_of_libraries(session),
        known_regions=known_codes(session, codes),
    )
    return compare_with_stored(skip_rows(report, skipped), stored_scores(session, period.id, as_of))


def _store(
    session: Session,
    period: KpiPeriod,
    report: ImportReport,
    source: SourceFile,
    as_of: date,
    imported_by: str,
    now: datetime,
) -> KpiImport:
    stored = KpiImport(
        period_id=period.id,
        filename=source.filename[:255],
        sha256=source.sha256,
        as_of=as_of,
        imported_by=imported_by,
        imported_at=now,
        accepted_rows=len(report.accepted),
        bad_rows=len(report.bad_lines),
        skipped_rows=len(report.skipped),
        remarks=remarks(report.bad, report.skipped),
    )
    session.add(stored)
    session.flush()
    session.execute(insert(KpiScore), [_score(row, stored) for row in report.accepted])
    _store_components(session, report, stored)
    return stored


def _score(row: GoodRow, stored: KpiImport) -> dict[str, object]:
    return {
        "period_id": stored.period_id,
        "library_id": row.library_id,
        "import_id": stored.id,
        "row_number": row.line,
        "as_of": stored.as_of,
        "score": row.score,
        "printed": row.printed,
    }


def _store_components(session: Session, report: ImportReport, stored: KpiImport) -> None:
    if not any(row.components for row in report.accepted):
        return
    of_code = select(KpiComponent.code, KpiComponent.id).where(KpiComponent.period_id == stored.period_id)
    components = {row[0]: row[1] for row in session.execute(of_code)}
    of_line = select(KpiScore.row_number, KpiScore.id).where(KpiScore.import_id == stored.id)
    scores = {row[0]: row[1] for row in session.execute(of_line)}
    session.execute(
        insert(KpiComponentScore),
        [
            {"score_id": scores[row.line], "component_id": components[code], "score": value}
            for row in report.accepted
            for code, value in row.components.items()
        ],
    )

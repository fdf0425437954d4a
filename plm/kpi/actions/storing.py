"""Writing a report's rows: new facts, and corrections that keep what they replace."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from plm.bulk import insert_rows, insert_with_ids
from plm.kpi.rules import Correction, ImportReport, differences
from plm.kpi.tables import KpiComponent, KpiComponentScore, KpiImport, KpiScore, KpiSupersededScore
from plm.libraries.rules import ImportClash, remarks

SCORE = ("period_id", "library_id", "import_id", "row_number", "as_of", "score", "printed")
SUPERSEDED = ("score_id", "import_id", "row_number", "score", "printed", "components", "superseded_by")
AT_ONCE = 500


def store_report(session: Session, *, stored: KpiImport, report: ImportReport, with_corrections: bool) -> None:
    """Write the import with its rows; corrections that were not accepted are remembered as remarks."""
    corrected = report.corrected if with_corrections else ()
    left = () if with_corrections else tuple(row for item in report.corrected for row in differences(item))
    bad = sorted((*report.bad, *report.questions, *left), key=lambda row: row.line)
    stored.accepted_rows = len(report.accepted) + len(corrected)
    stored.corrected_rows = len(corrected)
    stored.bad_rows = len({row.line for row in bad})
    stored.skipped_rows = len(report.skipped)
    stored.remarks = remarks(bad, report.skipped)
    session.add(stored)
    session.flush()
    ids = insert_with_ids(
        session,
        KpiScore.__table__,
        SCORE,
        [
            (stored.period_id, row.library_id, stored.id, row.line, stored.as_of, row.score, row.printed)
            for row in report.accepted
        ],
    )
    parts: dict[int, Mapping[str, Decimal]] = {
        number: row.components for number, row in zip(ids, report.accepted, strict=True)
    }
    if corrected:
        _supersede(session, stored, corrected)
        parts |= {item.earlier.score_id: {**item.earlier.components, **item.row.components} for item in corrected}
    _store_components(session, stored.period_id, parts)


def _supersede(session: Session, stored: KpiImport, corrected: Sequence[Correction]) -> None:
    """Keep what each score said, then let it say the new; a score that changed since it was shown stops everything."""
    insert_rows(
        session,
        KpiSupersededScore.__table__,
        SUPERSEDED,
        [
            (
                was.score_id,
                was.import_id,
                was.line,
                was.score,
                was.printed,
                {code: str(value) for code, value in was.components.items()},
                stored.id,
            )
            for was in (item.earlier for item in corrected)
        ],
    )
    statement = (
        update(KpiScore)
        .where(KpiScore.id == bindparam("this"), KpiScore.import_id == bindparam("seen"))
        .values(
            import_id=stored.id,
            row_number=bindparam("line"),
            score=bindparam("new", type_=KpiScore.score.type),
            printed=bindparam("text"),
        )
    )
    changes = [
        {
            "this": item.earlier.score_id,
            "seen": item.earlier.import_id,
            "line": item.row.line,
            "new": item.row.score,
            "text": item.row.printed,
        }
        for item in corrected
    ]
    if session.connection().execute(statement, changes).rowcount != len(changes):
        raise ImportClash
    ids = [item.earlier.score_id for item in corrected]
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        session.execute(delete(KpiComponentScore).where(KpiComponentScore.score_id.in_(some)))


def _store_components(session: Session, period_id: int, parts: Mapping[int, Mapping[str, Decimal]]) -> None:
    if not any(parts.values()):
        return
    of_code = select(KpiComponent.code, KpiComponent.id).where(KpiComponent.period_id == period_id)
    components = {row[0]: row[1] for row in session.execute(of_code)}
    insert_rows(
        session,
        KpiComponentScore.__table__,
        ("score_id", "component_id", "score"),
        ((number, components[code], value) for number, values in parts.items() for code, value in values.items()),
    )

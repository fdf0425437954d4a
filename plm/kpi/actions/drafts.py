"""Files on their way in: handed in, read, answered, stored."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from plm.errors import Refusal
from plm.kpi.actions.imports import Choices, ImportOutcome, SourceFile, check_sheet
from plm.kpi.rules import DraftState, DraftTaken, ImportReport, report_in_words
from plm.kpi.tables import KpiDraft, KpiPeriod
from plm.libraries.rules import Row, plain


def hand_in_scores(
    session: Session,
    *,
    period: KpiPeriod,
    rows: tuple[Row, ...],
    source: SourceFile,
    file_key: str,
    sheet: str,
    as_of: date,
    choices: Choices,
    handed_in_by: str,
    actor: str,
    now: datetime,
) -> KpiDraft:
    """Keep a file for reading; one without the headings of a score sheet is refused at once."""
    check_sheet(session, period=period, rows=rows, as_of=as_of, now=now)
    draft = KpiDraft(
        period_id=period.id,
        filename=source.filename[:255],
        sha256=source.sha256,
        file_key=file_key,
        sheet=sheet,
        as_of=as_of,
        state=DraftState.READING,
        lines_all=len(rows),
        report={},
        answers={},
        only_good=choices.only_good,
        accept_corrections=choices.accept_corrections,
        handed_in_by=handed_in_by,
        actor=actor,
        handed_in_at=now,
    )
    session.add(draft)
    session.flush()
    return draft


def note_progress(session: Session, draft_id: int, *, done: int, of_all: int) -> None:
    session.execute(update(KpiDraft).where(KpiDraft.id == draft_id).values(lines_done=done, lines_all=of_all))


def note_report(session: Session, draft_id: int, report: ImportReport) -> None:
    """What was found; the draft waits for a person."""
    _move(session, draft_id, state=DraftState.READ, report=report_in_words(report))


def note_refusal(session: Session, draft_id: int, refusal: Refusal) -> None:
    """Nothing can be done with the file, and why."""
    words = {"refusal": refusal.code, "facts": plain(refusal.facts)}
    _move(session, draft_id, state=DraftState.REFUSED, report=words)


def note_outcome(session: Session, draft_id: int, outcome: ImportOutcome) -> None:
    """Stored, or nothing was new; otherwise the draft waits again with what is still open."""
    if outcome.stored or (outcome.report.is_clean and not outcome.report.accepted):
        found = outcome.stored or outcome.earlier
        words = report_in_words(outcome.report)
        _move(session, draft_id, state=DraftState.STORED, report=words, import_id=found.id if found else None)
    else:
        note_report(session, draft_id, outcome.report)


def decide_draft(
    session: Session, *, draft: KpiDraft, answers: Mapping[int, int | None], only_good: bool, accept_corrections: bool
) -> None:
    """Write down what a person decided and begin to store; of two clicks, one gets DraftTaken."""
    begun = (
        update(KpiDraft)
        .where(KpiDraft.id == draft.id, KpiDraft.state == DraftState.READ)
        .values(
            state=DraftState.STORING,
            answers={str(line): chosen for line, chosen in answers.items()},
            only_good=only_good,
            accept_corrections=accept_corrections,
            lines_done=0,
        )
        .execution_options(synchronize_session=False)
    )
    if session.connection().execute(begun).rowcount != 1:
        raise DraftTaken
    session.expire(draft)


def choices_of(draft: KpiDraft) -> Choices:
    answers = {int(line): chosen for line, chosen in draft.answers.items()}
    return Choices(draft.only_good, draft.accept_corrections, answers)


def _move(session: Session, draft_id: int, **values: object) -> None:
    session.execute(update(KpiDraft).where(KpiDraft.id == draft_id).values(**values))

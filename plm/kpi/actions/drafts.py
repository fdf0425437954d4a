"""Files on their way in: handed in, read, answered, stored."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from plm.errors import Refusal
from plm.kpi.actions.imports import Choices, ImportOutcome, SourceFile, check_sheet, today_in_the_east
from plm.kpi.rules import DraftState, DraftTaken, ImportReport, check_as_of, report_in_words
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


def hand_in_several(
    session: Session, *, period: KpiPeriod, source: SourceFile, file_key: str, sheets: list[dict[str, Any]],
    as_of: date, choices: Choices, handed_in_by: str, actor: str, now: datetime,
) -> KpiDraft:  # fmt: skip
    """Keep a file of several sheets until a person has said which one holds the scores."""
    check_as_of(as_of, starts_on=period.starts_on, today=today_in_the_east(now))
    draft = KpiDraft(
        period_id=period.id, filename=source.filename[:255], sha256=source.sha256, file_key=file_key, sheet="",
        as_of=as_of, state=DraftState.CHOOSING, lines_all=0, report={"sheets": sheets}, answers={},
        only_good=choices.only_good, accept_corrections=choices.accept_corrections, handed_in_by=handed_in_by,
        actor=actor, handed_in_at=now,
    )  # fmt: skip
    session.add(draft)
    session.flush()
    return draft


def choose_sheet(
    session: Session, *, draft: KpiDraft, period: KpiPeriod, rows: tuple[Row, ...], sheet: str, now: datetime
) -> None:
    """This sheet holds the scores; one without their headings is refused, and of two clicks one gets DraftTaken."""
    check_sheet(session, period=period, rows=rows, as_of=draft.as_of, now=now)
    begun = (
        update(KpiDraft)
        .where(KpiDraft.id == draft.id, KpiDraft.state == DraftState.CHOOSING)
        .values(state=DraftState.READING, sheet=sheet[:60], lines_all=len(rows), report={})
        .execution_options(synchronize_session=False)
    )
    if session.connection().execute(begun).rowcount != 1:
        raise DraftTaken
    session.expire(draft)


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

"""plm import: regions, libraries and scores."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import click
from flask import get_template_attribute

from plm.adapters.regions import published_regions
from plm.adapters.spreadsheets import MAX_BYTES, Table, read_table
from plm.cli import AS_JSON, show, stages, within_app
from plm.clock import now
from plm.extensions import db
from plm.kpi.actions import Choices, ImportOutcome, SourceFile, import_scores
from plm.kpi.queries import get_period
from plm.kpi.rules import Moved, report_in_words
from plm.libraries.actions import import_libraries, load_regions
from plm.libraries.rules import BadRow, SkippedRow, remarks

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
SHEET = click.option("--sheet", help="The sheet to read when the file has several.")
ONLY_GOOD = click.option("--only-good", is_flag=True, help="Store the good rows even when others are bad.")
BAD_ROWS = 1
FIRST, LAST = 20, 80  # where reading ends and storing begins, in hundredths of the bar


@click.group(name="import")
def command() -> None:
    """Bring in regions, libraries and scores.

    Exit codes: 0 stored or nothing new, 1 bad rows (nothing stored unless --only-good), 2 wrong usage.
    """


@command.command()
@AS_JSON
@within_app
def regions(as_json: bool) -> None:
    """Load every region of the country; again is harmless. Example: plm import regions"""
    with stages("Loading regions", 3) as move_on:
        published = list(published_regions())
        move_on()
        loaded = load_regions(db.session(), regions=published)
        move_on()
        db.session.commit()
        move_on()
    told = f"{loaded.added} regions added, {loaded.renamed} renamed, {loaded.unchanged} as before."
    show(asdict(loaded), as_json=as_json, lines=[told])


@command.command()
@FILE
@SHEET
@ONLY_GOOD
@AS_JSON
@within_app
def libraries(file: Path, sheet: str | None, only_good: bool, as_json: bool) -> None:
    """Add the libraries of an XLSX or CSV file. Example: plm import libraries mitra.xlsx"""
    with stages("Reading, judging, storing", 3) as move_on:
        table = _table(file, sheet)
        move_on()
        report = import_libraries(
            db.session(), rows=table.rows, filename=file.name, actor="cli", now=now(), only_good=only_good
        )
        move_on()
        db.session.commit()
        move_on()
    stored = len(report.accepted) if only_good or not report.bad else 0
    _tell(stored, report.bad, report.skipped, as_json=as_json)


@command.command()
@FILE
@click.option("--period", required=True, help="Code of the period, such as 2024-09.")
@click.option("--as-of", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day the scores stand for.")
@SHEET
@ONLY_GOOD
@click.option(
    "--accept-corrections", is_flag=True, help="Let other scores for the same day take the earlier ones' place."
)
@click.option("--dry-run", is_flag=True, help="Tell what would happen; store nothing.")
@AS_JSON
@within_app
def kpi(
    file: Path,
    period: str,
    as_of: datetime,
    sheet: str | None,
    only_good: bool,
    accept_corrections: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Store the scores of an XLSX or CSV file. A row that may mean several libraries is asked about, never guessed.

    Example: plm import kpi skor.xlsx --period 2024-09 --as-of 2024-09-25 --dry-run
    """
    chosen = get_period(db.session(), period)
    with stages("Reading, judging, storing", 100) as move_on:
        data = file.read_bytes()
        table = read_table(data, file.name, sheet=sheet, max_bytes=10 * MAX_BYTES)
        for _ in range(FIRST):
            move_on()
        outcome = import_scores(
            db.session(),
            period=chosen,
            rows=table.rows,
            source=SourceFile(file.name, sha256(data).hexdigest()),
            as_of=as_of.date(),
            imported_by="cli",
            actor="cli",
            now=now(),
            choices=Choices(only_good=only_good, accept_corrections=accept_corrections),
            dry_run=dry_run,
            moved=_in_steps(move_on, LAST - FIRST),
        )
        db.session.commit()
        for _ in range(100 - LAST):
            move_on()
    _tell_scores(outcome, accept_corrections=accept_corrections, dry_run=dry_run, as_json=as_json)


def _in_steps(move_on: Callable[[], None], steps: int) -> Moved:
    """Turn done and all lines into so many steps of the bar."""
    told = 0

    def moved(done: int, of_all: int) -> None:
        nonlocal told
        while told < steps * done // of_all:
            told += 1
            move_on()

    return moved


def _tell_scores(outcome: ImportOutcome, *, accept_corrections: bool, dry_run: bool, as_json: bool) -> None:
    said = report_in_words(outcome.report)
    stored = outcome.stored.accepted_rows if outcome.stored else 0
    waiting = [] if outcome.stored and accept_corrections else said["corrected"]
    found = sorted((*said["bad"], *said["questions"], *waiting), key=lambda row: row["line"])
    told = f"{stored} rows stored, {said['bad_lines']} bad, {len(said['skipped'])} passed over."
    more = [
        f"{len(rows)} {words}"
        for rows, words in ((said["questions"], "to be answered"), (waiting, "differ from what is stored"))
        if rows
    ]
    if dry_run:
        more.insert(0, f"{len(outcome.report.accepted)} could be stored")
    lines = [*_sentences(found), told, *([f"{', '.join(more)}."] if more else [])]
    show({"stored": stored, **said}, as_json=as_json, lines=lines)
    if found:
        raise SystemExit(BAD_ROWS)


def _table(file: Path, sheet: str | None) -> Table:
    return read_table(file.read_bytes(), file.name, sheet=sheet, max_bytes=10 * MAX_BYTES)


def _tell(stored: int, bad: Iterable[BadRow], skipped: Iterable[SkippedRow], *, as_json: bool) -> None:
    said = remarks(bad, skipped)
    lines = {row["line"] for row in said["bad"]}
    result: dict[str, Any] = {"stored": stored, "bad_lines": len(lines), **said}
    told = [f"{stored} rows stored, {len(lines)} bad, {len(said['skipped'])} passed over."]
    show(result, as_json=as_json, lines=[*_sentences(said["bad"]), *told])
    if lines:
        raise SystemExit(BAD_ROWS)


def _sentences(bad: Iterable[dict[str, Any]]) -> list[str]:
    """The words of the page, in the language of the command."""
    reason = get_template_attribute("macros/row_reasons.html", "reason")
    return [f"{row['line']}: {row['name'] or '(no name)'}: {unescape(str(reason(row)).strip())}" for row in bad]

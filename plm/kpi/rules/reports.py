"""What a KPI sheet amounts to: rows to store, rows that cannot be stored and why, rows passed over."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from plm.kpi.rules.entries import Entry
from plm.kpi.rules.matching import Directory, KnownLibrary, Unmatched, find_library
from plm.kpi.rules.scores import BadScore, Scale, parse_score
from plm.libraries.rules import BadRow, SkippedRow, cell_text

EVERY_LINES = 1000
Answers = Mapping[int, int | None]  # line to the library meant, or to None for a line to leave out
Moved = Callable[[int, int], None]
NO_ANSWERS: Answers = {}


def stand_still(done: int, of_all: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class GoodRow:
    """A score that may be stored; `printed` is the cell as it stood in the file."""

    line: int
    library_id: int
    library: str
    score: Decimal
    printed: str
    components: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class StoredScore:
    """What is stored for a library and day already, and from where."""

    score: Decimal
    printed: str
    filename: str
    line: int
    components: Mapping[str, Decimal]
    score_id: int = 0
    import_id: int = 0


@dataclass(frozen=True)
class Correction:
    """Another score for the same library and day; replaces the earlier one only when a person accepts it."""

    row: GoodRow
    earlier: StoredScore


@dataclass(frozen=True)
class ImportReport:
    """Every line of the sheet below its header is in exactly one of the five."""

    accepted: tuple[GoodRow, ...]
    bad: tuple[BadRow, ...]
    skipped: tuple[SkippedRow, ...]
    questions: tuple[BadRow, ...] = ()
    corrected: tuple[Correction, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Nothing is left for a person to mend, answer or accept."""
        return not (self.bad or self.questions or self.corrected)

    @property
    def bad_lines(self) -> tuple[int, ...]:
        return tuple(sorted({row.line for row in self.bad}))


def judge_entries(
    entries: Sequence[Entry],
    *,
    scale: Scale,
    directory: Directory,
    known_regions: Container[str],
    answers: Answers = NO_ANSWERS,
    moved: Moved = stand_still,
) -> ImportReport:
    """Match and read every entry; a library named twice makes all its lines bad. `moved` gets done and all lines."""
    good: list[GoodRow] = []
    bad: list[BadRow] = []
    questions: list[BadRow] = []
    left_out: list[SkippedRow] = []
    lines: dict[int, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        if number % EVERY_LINES == 0:
            moved(number, len(entries))
        library = _answered(entry, find_library(entry, directory, known_regions), answers, directory)
        if library is None:
            left_out.append(SkippedRow(line=entry.line, code="left_out", text=entry.name or entry.code))
            continue
        row, problems = _read(entry, library, scale)
        if isinstance(library, KnownLibrary):
            lines[library.id].append(entry.line)
        asks = isinstance(library, Unmatched) and library.is_question and len(problems) == 1
        (questions if asks else bad).extend(problems)
        good.extend([row] if row else [])
    report = ImportReport(tuple(good), bad=tuple(bad), skipped=tuple(left_out), questions=tuple(questions))
    return turn_bad(report, _repeated(entries, lines))


def _answered(
    entry: Entry, found: KnownLibrary | Unmatched, answers: Answers, directory: Directory
) -> KnownLibrary | Unmatched | None:
    """A person's answer counts for a question, and only one of its candidates; None leaves the line out."""
    if isinstance(found, KnownLibrary) or not found.is_question or entry.line not in answers:
        return found
    chosen = answers[entry.line]
    if chosen is None:
        return None
    return directory.by_id[chosen] if chosen in {one.library_id for one in found.candidates} else found


def _read(entry: Entry, library: KnownLibrary | Unmatched, scale: Scale) -> tuple[GoodRow | None, list[BadRow]]:
    problems: list[BadRow] = []
    name = entry.name or entry.code or entry.npp

    def complain(problem: BadScore | Unmatched, **more: object) -> None:
        problems.append(BadRow(line=entry.line, code=problem.code, name=name[:200], facts={**problem.facts, **more}))

    if isinstance(library, Unmatched):
        complain(library)
    score = parse_score(entry.score, scale)
    if isinstance(score, BadScore):
        complain(score)
    components: dict[str, Decimal] = {}
    for code, cell in entry.components.items():
        value = parse_score(cell, scale)
        if isinstance(value, Decimal):
            components[code] = value
        elif value.code != "score_missing":
            complain(value, component=code)
    if problems or isinstance(library, Unmatched) or isinstance(score, BadScore):
        return None, problems
    printed = cell_text(entry.score)[:40]
    return GoodRow(entry.line, library.id, library.name, score, printed, components), problems


def _repeated(entries: Iterable[Entry], lines: Mapping[int, Sequence[int]]) -> tuple[BadRow, ...]:
    names = {entry.line: entry.name or entry.code or entry.npp for entry in entries}
    return tuple(
        BadRow(line=line, code="duplicate_row", name=names[line], facts={"lines": tuple(shared)})
        for shared in lines.values()
        if len(shared) > 1
        for line in shared
    )


def turn_bad(report: ImportReport, problems: Iterable[BadRow]) -> ImportReport:
    """The report with further problems; their lines are no longer accepted."""
    bad = tuple(sorted((*report.bad, *problems), key=lambda row: row.line))
    lines = {row.line for row in bad}
    return replace(report, accepted=tuple(row for row in report.accepted if row.line not in lines), bad=bad)


def skip_rows(report: ImportReport, skipped: Iterable[SkippedRow]) -> ImportReport:
    """The report with further lines passed over; they are no longer accepted."""
    together = tuple(sorted((*report.skipped, *skipped), key=lambda row: row.line))
    lines = {row.line for row in together}
    return replace(report, accepted=tuple(row for row in report.accepted if row.line not in lines), skipped=together)


def compare_with_stored(report: ImportReport, stored: Mapping[int, StoredScore]) -> ImportReport:
    """The same score again changes nothing; another one for the same day waits to be accepted."""
    same, corrected = [], []
    for row in report.accepted:
        if earlier := stored.get(row.library_id):
            if differs(row, earlier):
                corrected.append(Correction(row, earlier))
            else:
                same.append(SkippedRow(line=row.line, code="already_stored", text=row.library))
    waiting = {correction.row.line for correction in corrected}
    accepted = tuple(row for row in report.accepted if row.line not in waiting)
    return skip_rows(replace(report, accepted=accepted, corrected=tuple(corrected)), same)


def differs(row: GoodRow, earlier: StoredScore) -> bool:
    """The score, or a component that the new line names, is another one."""
    return row.score != earlier.score or any(
        earlier.components.get(code) != score for code, score in row.components.items()
    )


def differences(correction: Correction) -> Iterator[BadRow]:
    """Each changed value of a correction, in the shape of the other remarks."""
    row, earlier = correction.row, correction.earlier
    source = {"stored_file": earlier.filename, "stored_line": earlier.line}
    if row.score != earlier.score:
        facts = {"text": row.printed, "stored": earlier.printed, **source}
        yield BadRow(line=row.line, code="score_differs", name=row.library, facts=facts)
    for code, score in row.components.items():
        if earlier.components.get(code) != score:
            facts = {"text": score, "stored": earlier.components.get(code), "component": code, **source}
            yield BadRow(line=row.line, code="score_differs", name=row.library, facts=facts)

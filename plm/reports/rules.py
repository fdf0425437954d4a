"""What the committee's figures mean: what waits for somebody, and how scores spread around a threshold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from plm.eligibility.rules import Outcome
from plm.events.rules import EventState
from plm.libraries.rules import LibraryKind

BINS = 20
MOST_GRID_LINES = 5


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The event's counts at one moment."""

    has_policy: bool = False
    run_number: int | None = None
    run_is_stale: bool = False
    undecided: int = 0
    uninvited: int = 0
    invited: int = 0
    provinces: int = 0
    accepted: int = 0
    declined: int = 0
    people: int = 0
    delegations: int = 0
    letters_received: int = 0
    letters_pending: int = 0
    oldest_letter_at: datetime | None = None
    draft_plan: int | None = None
    arrived: int = 0
    certificates: int = 0
    uncertified: int = 0
    failed_papers: int = 0
    open_objections: int = 0
    open_questions: int = 0
    open_corrections: int = 0
    free_places: int = 0

    @property
    def answered(self) -> int:
        return self.accepted + self.declined

    @property
    def pending(self) -> int:
        return self.invited - self.answered


class TaskCode(StrEnum):
    """Things that wait for the committee; the dashboard's template has words and a button for each."""

    SET_POLICY = "set_policy"
    RUN_DECISION = "run_decision"
    RUN_AGAIN = "run_again"
    UNDECIDED = "undecided"
    INVITE = "invite"
    UNANSWERED = "unanswered"
    OBJECTIONS = "objections"
    QUESTIONS = "questions"
    CORRECTIONS = "corrections"
    FREE_PLACES = "free_places"
    LETTERS = "letters"
    PUBLISH_PLAN = "publish_plan"
    ISSUE = "issue"
    FAILED_PAPERS = "failed_papers"


@dataclass(frozen=True)
class Task:
    """One thing to do and how much of it."""

    code: TaskCode
    count: int = 0


def tasks_of(figures: Figures, state: EventState) -> tuple[Task, ...]:
    """Only what is true, in the order of the work; after the meeting nobody is invited any more."""
    return (*(() if state is EventState.OVER else _before(figures)), *_after(figures, state))


def _before(figures: Figures) -> Iterable[Task]:
    if not figures.has_policy:
        yield Task(TaskCode.SET_POLICY)
    elif figures.run_number is None:
        yield Task(TaskCode.RUN_DECISION)
    elif figures.run_is_stale:
        yield Task(TaskCode.RUN_AGAIN, figures.run_number)
    counts = {
        TaskCode.UNDECIDED: figures.undecided,
        TaskCode.QUESTIONS: figures.open_questions,
        TaskCode.FREE_PLACES: figures.free_places,
        TaskCode.INVITE: figures.uninvited,
        TaskCode.UNANSWERED: figures.pending,
        TaskCode.PUBLISH_PLAN: figures.draft_plan or 0,
    }
    yield from (Task(code, count) for code, count in counts.items() if count)


def _after(figures: Figures, state: EventState) -> Iterable[Task]:
    if figures.open_objections:
        yield Task(TaskCode.OBJECTIONS, figures.open_objections)
    if figures.open_corrections:
        yield Task(TaskCode.CORRECTIONS, figures.open_corrections)
    if figures.letters_pending:
        yield Task(TaskCode.LETTERS, figures.letters_pending)
    if state is EventState.OVER and figures.uncertified:
        yield Task(TaskCode.ISSUE, figures.uncertified)
    if figures.failed_papers:
        yield Task(TaskCode.FAILED_PAPERS, figures.failed_papers)


@dataclass(frozen=True)
class ProvinceReplies:
    """One province's answers."""

    code: str
    name: str
    accepted: int
    declined: int
    pending: int

    @property
    def invited(self) -> int:
        return self.accepted + self.declined + self.pending


@dataclass(frozen=True)
class Bin:
    """One bar: how many scores in it are below the threshold, and how many meet it."""

    below: int
    meets: int


@dataclass(frozen=True)
class Histogram:
    """Bins of one width from zero to `maximum`; `step` is the distance of the grid lines, `top` the highest one."""

    bins: tuple[Bin, ...]
    maximum: Decimal
    minimum: Decimal | None
    below: int
    meets: int
    step: int
    top: int


def histogram_of(scores: Iterable[tuple[Decimal, int]], *, maximum: Decimal, minimum: Decimal | None) -> Histogram:
    """Count scores into bins; without a threshold every score meets it. The highest score lies in the last bin."""
    below, meets = [0] * BINS, [0] * BINS
    for score, count in scores:
        place = min(BINS - 1, int(score * BINS / maximum))
        side = below if minimum is not None and score < minimum else meets
        side[place] += count
    bins = tuple(Bin(*pair) for pair in zip(below, meets, strict=True))
    step = grid_step(max(one.below + one.meets for one in bins))
    top = -(-max(one.below + one.meets for one in bins) // step) * step
    return Histogram(bins, maximum, minimum, sum(below), sum(meets), step, max(top, step))


def grid_step(highest: int) -> int:
    """The finest of 1, 2, 5, 10, 20, … that needs no more than five lines."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if highest <= step * MOST_GRID_LINES:
                return step
        size *= 10


@dataclass(frozen=True)
class ProvinceEffect:
    """What a policy would do in one province: how many libraries are known, invited and on the reserve."""

    code: str
    name: str
    libraries: int
    invited: int
    reserve: int


@dataclass(frozen=True)
class PolicyEffect:
    """What a policy would decide if it ran now.

    `joining` and `leaving` compare with the latest run; None without one.
    """

    counts: Mapping[Outcome, int]
    provinces: tuple[ProvinceEffect, ...]
    spreads: tuple[tuple[LibraryKind, Histogram], ...]
    joining: int | None
    leaving: int | None

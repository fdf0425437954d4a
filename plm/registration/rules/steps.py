"""The library's way through registration, one question a page."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from itertools import count


class StepKind(StrEnum):
    ANSWER = "answer"
    PARTICIPANT = "participant"
    JOURNEY = "journey"
    LETTER = "letter"
    PAPERS = "papers"
    REVIEW = "review"


@dataclass(frozen=True)
class Step:
    """The `number`-th page; `person` counts the participants."""

    kind: StepKind
    number: int
    person: int = 0

    @property
    def page(self) -> tuple[StepKind, int]:
        return self.kind, self.person


def steps_for(seats: int, *, has_journey: bool = False, has_papers: bool = False) -> tuple[Step, ...]:
    """Answer, a page or two for each participant, the letter, a page for other papers, the review."""
    of_person = (StepKind.PARTICIPANT, StepKind.JOURNEY) if has_journey else (StepKind.PARTICIPANT,)
    pages = [
        (StepKind.ANSWER, 0),
        *((kind, person) for person in range(1, seats + 1) for kind in of_person),
        (StepKind.LETTER, 0),
        *([(StepKind.PAPERS, 0)] if has_papers else []),
        (StepKind.REVIEW, 0),
    ]
    return tuple(Step(kind, number, person) for number, (kind, person) in zip(count(1), pages, strict=False))


def step_of(steps: Collection[Step], kind: StepKind, person: int = 0) -> Step:
    """The page of this kind (and participant)."""
    return next(step for step in steps if step.page == (kind, person))


def step_before(steps: Collection[Step], step: Step) -> Step:
    """The page one comes from."""
    return next(one for one in steps if one.number == step.number - 1)


def next_undone(steps: Collection[Step], done: Collection[tuple[StepKind, int]]) -> Step:
    """Where to go on: the first page that still wants something, at last the review."""
    return next(step for step in steps if step.kind is StepKind.REVIEW or step.page not in done)

"""The library's way through registration, one question a page."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class StepKind(StrEnum):
    ANSWER = "answer"
    PARTICIPANT = "participant"
    LETTER = "letter"
    REVIEW = "review"


@dataclass(frozen=True)
class Step:
    """The `number`-th page; `person` counts the participants."""

    kind: StepKind
    number: int
    person: int = 0


def steps_for(seats: int) -> tuple[Step, ...]:
    """Answer, one page a participant, the letter, the review."""
    people = tuple(Step(StepKind.PARTICIPANT, person + 1, person) for person in range(1, seats + 1))
    return (
        Step(StepKind.ANSWER, 1),
        *people,
        Step(StepKind.LETTER, seats + 2),
        Step(StepKind.REVIEW, seats + 3),
    )


def step_of(steps: Collection[Step], kind: StepKind, person: int = 0) -> Step:
    """The page of this kind (and participant)."""
    return next(step for step in steps if (step.kind, step.person) == (kind, person))


def next_undone(steps: Collection[Step], *, complete: Collection[int], has_letter: bool) -> Step:
    """Where to go on: the first page that still wants something, at last the review."""
    return next(step for step in steps if not _is_done(step, complete, has_letter))


def _is_done(step: Step, complete: Collection[int], has_letter: bool) -> bool:
    if step.kind is StepKind.PARTICIPANT:
        return step.person in complete
    return step.kind is StepKind.ANSWER or (step.kind is StepKind.LETTER and has_letter)

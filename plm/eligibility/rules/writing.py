"""Reasons of a whole country as canonical JSON: what is said to many is written once."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from plm.eligibility.rules.numbers import MISSING, Column, from_units, plain
from plm.eligibility.rules.reasons import FACTS, Reason, reason_as_text

Texts = Sequence[str]


def said_once(column: Column, say: Callable[[int], Iterable[Reason]]) -> list[str]:
    """The text at each place, a comma before every reason; equal values share theirs."""
    values, places = np.unique(column, return_inverse=True)
    return chosen([joined(say(value)) for value in values.tolist()], places)


def chosen(texts: Texts, places: Column) -> list[str]:
    """The text at each of these places."""
    return list(map(texts.__getitem__, places.tolist()))


def joined(reasons: Iterable[Reason]) -> str:
    """The reasons one after the other, a comma before each."""
    return "".join(f",{reason_as_text(reason)}" for reason in reasons)


def said_each(reason: type[Reason], **facts: Iterable[object]) -> list[str]:
    """A text for every row of facts, a comma before it; what is text in JSON comes quoted."""
    names = sorted(FACTS[reason])
    before = [name for name in names if name < "code"]
    parts = [*(f'"{name}":%s' for name in before), f'"code":"{reason.code.value}"']
    parts += [f'"{name}":%s' for name in names[len(before) :]]
    pattern = f",{{{','.join(parts)}}}"
    return [pattern % row for row in zip(*(facts[name] for name in names), strict=True)]


def scores_as_text(column: Column) -> list[str]:
    """Each score as JSON writes it: quoted, or null."""
    values, places = np.unique(column, return_inverse=True)
    return chosen(["null" if value == MISSING else _quoted_score(value) for value in values.tolist()], places)


def _quoted_score(units: int) -> str:
    score = from_units(units)
    return "null" if score is None else f'"{plain(score)}"'


def quoted(texts: Iterable[str]) -> list[str]:
    """Codes as JSON writes them; they hold nothing that JSON escapes."""
    return [f'"{text}"' for text in texts]


def as_lists(columns: Iterable[Texts], rows: int) -> list[str]:
    """Of columns with a comma before every reason, the JSON list of each row."""
    known = [column for column in columns if column]
    return [f"[{''.join(texts)[1:]}]" for texts in zip(*known, strict=True)] if known else ["[]"] * rows

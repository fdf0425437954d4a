"""Room numbers as people type and count them."""

import re

from plm.logistics.rules.refusals import RoomNumbersUnclear

MOST_AT_ONCE = 400
LONGEST = 20
_DIGITS = re.compile(r"([0-9]+)")
_RANGE = re.compile(r"(?P<lead>[^\W\d]*)(?P<first>\d{1,9})\s*[-–]\s*(?P<again>[^\W\d]*)(?P<last>\d{1,9})")
_ALONE = re.compile(r"[\w./]+(?:-[\w./]+)*")


def read_numbers(text: str) -> tuple[str, ...]:
    """`301-312, 315` written out, each number once in the order typed; raises RoomNumbersUnclear."""
    parts = [part.strip() for part in re.split(r"[,;\n]", text)]
    numbers: dict[str, None] = {}
    for part in filter(None, parts):
        numbers |= dict.fromkeys(_numbers_of(part))
        if len(numbers) > MOST_AT_ONCE:
            raise RoomNumbersUnclear(part=part, most=MOST_AT_ONCE)
    if not numbers:
        raise RoomNumbersUnclear(part="", most=MOST_AT_ONCE)
    return tuple(numbers)


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key that puts 99 before 101 and A2 before A10."""
    parts = _DIGITS.split(name.casefold())
    return tuple((1, int(part), part) if part.isdecimal() else (0, 0, part) for part in parts if part)


def _numbers_of(part: str) -> list[str]:
    if span := _RANGE.fullmatch(part):
        return _written_out(part, span)
    if not _ALONE.fullmatch(part) or len(part) > LONGEST:
        raise RoomNumbersUnclear(part=part, most=MOST_AT_ONCE)
    return [part]


def _written_out(part: str, span: re.Match[str]) -> list[str]:
    lead, first, last = span["lead"], int(span["first"]), int(span["last"])
    if span["again"] not in ("", lead) or last < first or last - first >= MOST_AT_ONCE:
        raise RoomNumbersUnclear(part=part, most=MOST_AT_ONCE)
    # 001-012 keeps its zeros.
    width = len(span["first"])
    return [f"{lead}{number:0{width}d}" for number in range(first, last + 1)]

"""What is said about the rows that were not stored, in a shape that a page, a file and the database can keep."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from plm.libraries.rules.sheets import BadRow, SkippedRow

MOST_KEPT = 5000


def remarks(bad: Iterable[BadRow], skipped: Iterable[SkippedRow]) -> dict[str, list[dict[str, Any]]]:
    """Plain words and numbers only, the first few thousand of each."""
    return {
        "bad": [plain(asdict(row)) for row in list(bad)[:MOST_KEPT]],
        "skipped": [plain(asdict(row)) for row in list(skipped)[:MOST_KEPT]],
    }


def plain(value: Any) -> Any:
    """The value in what JSON knows: words, numbers, lists and dictionaries."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else value

"""One order for everything, so that rows shuffled on the way in change nothing on the way out."""

import re
import unicodedata

from plm.expo.rules.model import Exhibitor

_DIGITS = re.compile(r"([0-9]+)")


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key that puts A2 before A10."""
    parts = _DIGITS.split(name)
    return tuple((1, int(part), part) if part.isdecimal() else (0, 0, part) for part in parts if part)


def folded(name: str) -> str:
    """What two ids must not share: case, spaces and Unicode form do not tell them apart."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def application(exhibitor: Exhibitor) -> tuple[int, tuple[tuple[int, int, str], ...], str]:
    """Earlier application first; the id settles what is left."""
    return (exhibitor.registered, natural(exhibitor.id), exhibitor.id)

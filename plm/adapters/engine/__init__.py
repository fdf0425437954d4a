"""Certificates by the thousand: one template, a sheet a person, signed PDF/A-3a that share most of their bytes."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache

from plm.adapters.engine import holes, public
from plm.adapters.engine.checking import check_template, look_at
from plm.adapters.engine.printing import print_pages
from plm.adapters.engine.texts import is_plain, places_of
from plm.adapters.engine.turns import alone, each_alone
from plm.adapters.engine.values import (
    Batch,
    EngineOutdated,
    Flaw,
    Piece,
    Remark,
    Road,
    Sheet,
    Template,
    TemplateRefused,
)
from plm.adapters.signing import Seal

__all__ = [
    "Batch",
    "Flaw",
    "Piece",
    "Remark",
    "Road",
    "Sheet",
    "Template",
    "TemplateRefused",
    "check_template",
    "is_plain",
    "look_at",
    "make_batch",
    "places_of",
    "print_file",
]

# What a changed inside looks like from here.
BROKEN = (AttributeError, TypeError, LookupError, AssertionError, ImportError)
logger = logging.getLogger(__name__)


def make_batch(
    template: Template, sheets: Sequence[Sheet], *, seal: Seal | None, now: datetime, road: Road = Road.HOLES
) -> Batch:
    """A file a sheet, signed if there is a seal; a WeasyPrint that closes the fast road only makes it slow."""
    if seal:
        seal.check_date(now)
    if not sheets:
        return Batch(b"", iter(()))
    if road is Road.HOLES:
        try:
            return alone(holes.make_batch)(template, sheets, seal=seal, now=now)
        except (EngineOutdated, *BROKEN) as outdated:
            _warn_once(repr(outdated))
    batch = alone(public.make_batch)(template, sheets, seal=seal, now=now)
    return Batch(batch.prefix, each_alone(batch.pieces))


def print_file(template: Template, sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """One unsigned file for the printer, a page a sheet, in pieces; what cannot be printed is left out."""
    return each_alone(print_pages(template, sheets))


@cache
def _warn_once(reason: str) -> None:
    logger.warning("certificates take the slow road, WeasyPrint inside has changed: %s", reason)

"""What a period declares, and why a declaration or a file may be refused."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from plm.errors import Refusal
from plm.kpi.rules.scores import ScoreScale
from plm.libraries.rules import fold_header, words_of

MOST_DECIMALS = 4
LARGEST_MAXIMUM = Decimal(1_000_000)
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class PeriodCodeTaken(Refusal):
    code = "period_code_taken"


class PeriodNotSound(Refusal):
    """The declaration contradicts itself; `problems` names every way in which it does."""

    code = "period_not_sound"
    status = 422


class PeriodUnknown(Refusal):
    """No period has this code."""

    code = "period_unknown"
    status = 404


class ImportNotFound(Refusal):
    """The period has no import of this number."""

    code = "kpi_import_not_found"
    status = 404


class AsOfOutside(Refusal):
    """The day the scores stand for lies before the period or in the future."""

    code = "as_of_outside"
    status = 422


@dataclass(frozen=True)
class ComponentDraft:
    """A component as typed; its code is made of its name."""

    name: str
    weight: Decimal | None = None

    @property
    def code(self) -> str:
        return "-".join(words_of(self.name))[:40].rstrip("-")


@dataclass(frozen=True)
class BandDraft:
    """A colour band as typed: the lowest score that wears it; its code is made of its name."""

    name: str
    minimum: Decimal | None

    @property
    def code(self) -> str:
        return "-".join(words_of(self.name))[:40].rstrip("-")


@dataclass(frozen=True)
class PeriodDraft:
    """A period as typed."""

    code: str
    name: str
    starts_on: date
    ends_on: date
    scale: ScoreScale
    maximum: Decimal
    decimals: int = 2
    components: tuple[ComponentDraft, ...] = ()
    bands: tuple[BandDraft, ...] = ()


def problems_of(draft: PeriodDraft) -> Iterator[str]:
    """Every way in which a period contradicts itself."""
    if not _CODE.fullmatch(draft.code):
        yield "code_malformed"
    if draft.ends_on < draft.starts_on:
        yield "ends_before_start"
    if not 0 < draft.maximum <= LARGEST_MAXIMUM:
        yield "maximum_out_of_range"
    if not 0 <= draft.decimals <= MOST_DECIMALS:
        yield "decimals_out_of_range"
    keys = [fold_header(component.name) for component in draft.components]
    if not all(keys):
        yield "component_unnamed"
    if len(set(keys)) < len(keys):
        yield "component_doubled"
    codes = [band.code for band in draft.bands]
    if not all(codes):
        yield "band_unnamed"
    lowest = [band.minimum for band in draft.bands]
    if len(set(codes)) < len(codes) or len(set(lowest)) < len(lowest):
        yield "band_doubled"
    if any(minimum is None or not 0 <= minimum <= draft.maximum for minimum in lowest):
        yield "band_out_of_range"


def check_as_of(as_of: date, *, starts_on: date, today: date) -> None:
    """Scores stand for a day within or after their period, and not for tomorrow."""
    if not starts_on <= as_of <= today:
        raise AsOfOutside(as_of=as_of, starts_on=starts_on, today=today)

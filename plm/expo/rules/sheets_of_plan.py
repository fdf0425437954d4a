"""The pages a plan is printed on: a hall each, or a zone each with the same drawing through another window."""

from collections.abc import Sequence
from dataclasses import dataclass

from plm.expo.rules.drawing import DrawnBooth, DrawnHall
from plm.expo.rules.order import natural

AROUND = 26


@dataclass(frozen=True)
class Page:
    """A window (left, top, width, height) on a hall, and who stands in the booths it is about."""

    hall: DrawnHall
    zone: str
    window: tuple[int, int, int, int]
    booths: tuple[DrawnBooth, ...]

    @property
    def seen(self) -> tuple[DrawnBooth, ...]:
        """The booths of the hall that lie in the window, whole or in part."""
        left, top, wide, high = self.window
        return tuple(
            booth
            for booth in self.hall.booths
            if booth.spec.x < left + wide
            and booth.spec.right > left
            and booth.spec.y < top + high
            and booth.spec.low > top
        )

    @property
    def index(self) -> tuple[tuple[str, str], ...]:
        """(booth, exhibitor) in the order people count."""
        return tuple((booth.spec.number, one.name) for booth in self.booths for one in booth.holders)


def pages_of(halls: Sequence[DrawnHall], *, by_zone: bool, zone: str = "") -> tuple[Page, ...]:
    """A page for every hall; or for every zone of it, booths of no zone last."""
    pages: list[Page] = []
    for hall in halls:
        if not by_zone and not zone:
            pages.append(Page(hall, "", hall.frame, _in_order(hall.booths)))
            continue
        for one in sorted({booth.spec.zone for booth in hall.booths}, key=lambda code: (not code, code)):
            if not zone or one == zone:
                booths = _in_order([booth for booth in hall.booths if booth.spec.zone == one])
                pages.append(Page(hall, one, _window(booths), booths))
    return tuple(pages)


def _in_order(booths: Sequence[DrawnBooth]) -> tuple[DrawnBooth, ...]:
    return tuple(sorted(booths, key=lambda booth: natural(booth.spec.number)))


def _window(booths: Sequence[DrawnBooth]) -> tuple[int, int, int, int]:
    left = min(booth.spec.x for booth in booths) - AROUND
    top = min(booth.spec.y for booth in booths) - AROUND
    right = max(booth.spec.right for booth in booths) + AROUND
    bottom = max(booth.spec.low for booth in booths) + AROUND
    return left, top, right - left, bottom - top

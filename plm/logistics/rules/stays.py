"""What people wish for their stay, and the nights that follow from it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from plm.libraries.rules import words_of
from plm.logistics.rules.refusals import StayNotSound
from plm.logistics.rules.words import Gender


@dataclass(frozen=True, kw_only=True)
class StayWish:
    """One person's wish; `shares_with` stands as typed, days without a value are the event's own."""

    needs_room: bool = True
    gender: Gender | None = None
    shares_with: str = ""
    arrives_on: date | None = None
    leaves_on: date | None = None


def require_sound(wish: StayWish) -> None:
    """Raise StayNotSound unless at least one night lies between arriving and leaving."""
    if wish.arrives_on and wish.leaves_on and wish.leaves_on <= wish.arrives_on:
        raise StayNotSound(arrives_on=wish.arrives_on, leaves_on=wish.leaves_on)


@dataclass(frozen=True)
class Nights:
    """From the evening of `first` to the morning of `last`; a side that nobody knows is None."""

    first: date | None
    last: date | None

    @property
    def count(self) -> int | None:
        return max(0, (self.last - self.first).days) if self.first and self.last else None


def nights_of(wish: StayWish | None, *, check_in_on: date | None, check_out_on: date | None) -> Nights:
    """The person's own days where they are told, else the event's."""
    wish = wish or StayWish()
    return Nights(wish.arrives_on or check_in_on, wish.leaves_on or check_out_on)


def partners(wishes: Mapping[int, str], names: Mapping[int, str]) -> dict[int, int]:
    """Whom each person means by the name typed; a name that nobody or several bear means nobody."""
    bearers: defaultdict[str, list[int]] = defaultdict(list)
    for person, name in names.items():
        bearers[_key(name)].append(person)
    found = {}
    for person, typed in wishes.items():
        meant = bearers.get(_key(typed), []) if typed.strip() else []
        if len(meant) == 1 and meant[0] != person:
            found[person] = meant[0]
    return found


def _key(name: str) -> str:
    return " ".join(words_of(name.split(",")[0]))

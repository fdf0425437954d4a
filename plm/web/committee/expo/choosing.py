"""Which two places of a plan somebody wants to change, and what would follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from plm.expo import rules
from plm.expo.rules.gap import gap_of
from plm.expo.rules.layout import numbers_in

if TYPE_CHECKING:
    from plm.expo.rules.drawing import Holder
    from plm.web.committee.expo.shown import Shown

NOBODY = "0"


@dataclass(frozen=True)
class Chosen:
    """Two booths; `mover` goes from `here` to `there`, `other` (if any) the other way."""

    here: str = ""
    there: str = ""
    mover: "Holder | None" = None
    other: "Holder | None" = None
    unknown: tuple[str, ...] = ()

    @property
    def moves(self) -> dict[int, str]:
        going = {self.mover.exhibitor_id: self.there} if self.mover else {}
        return going | ({self.other.exhibitor_id: self.here} if self.other else {})

    @property
    def is_whole(self) -> bool:
        return bool(self.mover and self.there and self.here != self.there)


def chosen(view: "Shown", asked: Mapping[str, Any]) -> Chosen:
    """What the address or the form names; a booth nobody stands in can only be where one goes."""
    known = list(view.expo.number_of.values())
    here, there = (_number(asked.get(name, ""), known) for name in ("dari", "ke"))
    unknown = tuple(asked[name] for name, found in (("dari", here), ("ke", there)) if asked.get(name) and not found)
    if there and here and not view.holders.get(here) and view.holders.get(there):
        here, there = there, here
    mover = _holder(view, here, asked.get("yang"))
    other = _holder(view, there, asked.get("lawan")) if asked.get("lawan") != NOBODY else None
    if asked.get("lawan") is None and there and _has_room(view, there):
        other = None
    return Chosen(here, there, mover, other, unknown)


def consequences(view: "Shown", choice: Chosen) -> dict[str, Any]:
    """Broken rules, the score before and after, rivals that appear and vanish, and what the bound says."""
    if view.outcome is None or not choice.is_whole:
        return {}
    people = {one.id for one in view.inputs.exhibitors}
    booths = {one.id for one in view.inputs.booths}
    moves = {str(one): booth for one, booth in choice.moves.items()}
    if not (people >= moves.keys() and booths.issuperset(moves.values())):
        return {}
    effects = rules.effects_of(view.inputs, view.outcome, moves)
    return {"effects": effects, "gap_before": gap_of(effects.before), "gap_after": gap_of(effects.after)}


def _number(text: str, known: list[str]) -> str:
    named, _unknown = numbers_in(text, known)
    return named[0] if len(named) == 1 else ""


def _holder(view: "Shown", booth: str, asked: str | None) -> "Holder | None":
    holders = view.holders.get(booth, [])
    wanted = [one for one in holders if str(one.exhibitor_id) == asked]
    return next(iter(wanted or holders), None)


def _has_room(view: "Shown", number: str) -> bool:
    capacity = next(booth.capacity for booth in view.expo.booths if booth.number == number)
    return len(view.holders.get(number, [])) < capacity

"""A library's own place: its hall with the booth lit, who shares it and who stands beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plm.expo.queries import Expo
from plm.expo.rules.drawing import DrawnHall

if TYPE_CHECKING:
    from plm.expo.tables import Placement


@dataclass(frozen=True)
class OwnPlace:
    """`beside` are (booth, name) of those in neighbouring booths, `shared` of those in the same one."""

    hall: DrawnHall
    shared: tuple[str, ...]
    beside: tuple[tuple[str, str], ...]


def place_of(expo: Expo, placements: "Sequence[Placement]", own: "Placement") -> OwnPlace | None:
    """None while the library waits."""
    if own.booth_id is None:
        return None
    number, holders = expo.number_of[own.booth_id], expo.holders(placements)
    hall_id = next(booth.hall_id for booth in expo.booths if booth.id == own.booth_id)
    hall = next(hall for hall in expo.halls if hall.id == hall_id)
    near = [(one.one, one.other) for one in expo.inputs.neighbours]
    beside = [other if one == number else one for one, other in near if number in (one, other)]
    return OwnPlace(
        hall=expo.drawn_hall(hall, holders, current=number, power=False, only={number}),
        shared=tuple(one.name for one in holders.get(number, []) if one.exhibitor_id != own.exhibitor_id),
        beside=tuple((booth, one.name) for booth in beside for one in holders.get(booth, [])),
    )

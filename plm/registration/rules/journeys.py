"""How somebody comes, stays and goes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TravelMode(StrEnum):
    PLANE = "plane"
    TRAIN = "train"
    BUS = "bus"
    SHIP = "ship"
    CAR = "car"


class Gender(StrEnum):
    """Asked only to share a room of two."""

    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True, kw_only=True)
class Journey:
    """What one person answers; everything may stay open."""

    arrives_at: datetime | None = None
    arrival_mode: TravelMode | None = None
    arrival_number: str = ""
    departs_at: datetime | None = None
    departure_mode: TravelMode | None = None
    departure_number: str = ""
    wants_pickup: bool = False
    needs_room: bool | None = None
    gender: Gender | None = None
    shares_with: str = ""
    meals: str = ""

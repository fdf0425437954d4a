"""How somebody comes and goes, and what they eat."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TravelMode(StrEnum):
    PLANE = "plane"
    TRAIN = "train"
    BUS = "bus"
    SHIP = "ship"
    CAR = "car"


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
    meals: str = ""

"""The words of logistics."""

from enum import StrEnum


class RoomKind(StrEnum):
    """How hotels call a room; a double has one large bed, so it is one place unless the committee says two."""

    SINGLE = "single"
    DOUBLE = "double"
    TWIN = "twin"
    TRIPLE = "triple"
    QUAD = "quad"


MOST_BEDS = 4
USUAL_BEDS = {RoomKind.SINGLE: 1, RoomKind.DOUBLE: 1, RoomKind.TWIN: 2, RoomKind.TRIPLE: 3, RoomKind.QUAD: 4}


class Gender(StrEnum):
    """Asked only because strangers share rooms."""

    FEMALE = "female"
    MALE = "male"


class WhyNot(StrEnum):
    """Why the proposal gives somebody no bed."""

    NO_ROOM_LEFT = "no_room_left"
    GENDER_UNKNOWN = "gender_unknown"
    NOT_STAYING = "not_staying"


class HandOver(StrEnum):
    """What became of the bed when one person came in another's place."""

    NO_BED = "no_bed"
    KEPT = "kept"
    FREED = "freed"

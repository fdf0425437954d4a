"""Why a room or a bed cannot be had."""

from plm.errors import Refusal


class StayNotSound(Refusal):
    """The day of leaving is not after the day of arriving."""

    code = "stay_not_sound"
    status = 422


class RoomNumbersUnclear(Refusal):
    """`part` is what cannot be read as room numbers, or asks for more than `most` rooms."""

    code = "room_numbers_unclear"
    status = 422


class RoomNumbersTaken(Refusal):
    """`numbers` are rooms of `hotel` already."""

    code = "room_numbers_taken"


class RoomOccupied(Refusal):
    """`people` have a bed there."""

    code = "room_occupied"


class RoomFull(Refusal):
    """Every bed of `number` is taken."""

    code = "room_full"


class RoomMixed(Refusal):
    """Women and men, or somebody of unknown gender, would share a room; only the committee's word allows it."""

    code = "room_mixed"


class NoBed(Refusal):
    """The person has no bed that could be exchanged or fixed."""

    code = "no_bed"


class ProposalOutdated(Refusal):
    """Rooms, people or beds changed after the proposal was looked at."""

    code = "proposal_outdated"

"""What the expo refuses to do, each by its name."""

from plm.errors import Refusal


class NoHall(Refusal):
    """Nothing can be given before a hall is drawn."""

    code = "expo_no_hall"


class HallInUse(Refusal):
    """A hall that plans or pins refer to is not thrown away."""

    code = "expo_hall_in_use"


class HallNameTaken(Refusal):
    code = "expo_hall_name_taken"


class BoothNumbersTaken(Refusal):
    """`numbers` already stand in another hall of the event."""

    code = "expo_booth_numbers_taken"


class UnknownBooths(Refusal):
    """`numbers` name no booth of this event."""

    code = "expo_unknown_booths"
    status = 422


class BoothHasPin(Refusal):
    """A booth with a pinned exhibitor cannot be taken out of use; `numbers` names them."""

    code = "expo_booth_has_pin"


class TooManyWishes(Refusal):
    code = "expo_too_many_wishes"
    status = 422


class ApplicationsClosed(Refusal):
    code = "expo_applications_closed"


class ProductNeeded(Refusal):
    """An exhibitor shows at least one product."""

    code = "expo_product_needed"
    status = 422


class PlanOutdated(Refusal):
    """Booths, exhibitors or scores changed after this draft was made; `number` names it."""

    code = "expo_plan_outdated"


class PlanNotDraft(Refusal):
    """Only what has not been public yet can be read for publication, or published."""

    code = "expo_plan_not_draft"


class PlanNotRead(Refusal):
    """Nothing is published unread: nobody has read this revision of plan `number`."""

    code = "expo_plan_not_read"


class ReadingNotSaid(Refusal):
    """Who reads a plan says so."""

    code = "expo_reading_not_said"
    status = 422


class PlanFrozen(Refusal):
    """Plan `number` is frozen: nothing moves and nothing replaces it until it is thawed."""

    code = "expo_plan_frozen"


class PlanNotPublished(Refusal):
    """Only the public plan is frozen."""

    code = "expo_plan_not_published"


class PlanNotFrozen(Refusal):
    code = "expo_plan_not_frozen"


class ThawNeedsReason(Refusal):
    """Nobody opens a frozen plan without saying why."""

    code = "expo_thaw_needs_reason"
    status = 422


class PlanSuperseded(Refusal):
    """Plan `number` is kept as it was."""

    code = "expo_plan_superseded"


class PlanChanged(Refusal):
    """Somebody else changed plan `number` meanwhile; `changed_by`, `changed_at` and `moves` say what."""

    code = "expo_plan_changed"


class SwapBroken(Refusal):
    """The moves break what may not be broken; `problems` holds every reason."""

    code = "expo_swap_broken"
    status = 422


class SwapUnclear(Refusal):
    """The moves name nobody who stands there, or move nobody."""

    code = "expo_swap_unclear"
    status = 422


class PinRefused(Refusal):
    """The exhibitor may not stand there; `reason` is the first obstacle's code."""

    code = "expo_pin_refused"
    status = 422


class HallChanged(Refusal):
    """Somebody else changed the hall since this page was opened; `name` names it."""

    code = "expo_hall_changed"


class BoothsInUse(Refusal):
    """Plans, pins or wishes refer to `numbers`, so they are not removed."""

    code = "expo_booths_in_use"


class CircuitCodeTaken(Refusal):
    code = "expo_circuit_code_taken"


class UnknownCircuit(Refusal):
    """`circuit` names no circuit of this event."""

    code = "expo_unknown_circuit"
    status = 422


class NoPair(Refusal):
    """Neighbours are two different booths of one hall."""

    code = "expo_no_pair"
    status = 422

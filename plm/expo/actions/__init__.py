"""The verbs of the expo: draw the hall, apply, give the booths, publish."""

from plm.expo.actions.allocating import allocate_booths, publish_plan
from plm.expo.actions.applying import apply_by_link, apply_for_booth, pin_exhibitor, unpin_exhibitor, withdraw_exhibitor
from plm.expo.actions.drawing import (
    BoothChange,
    change_booths,
    draw_hall,
    import_booths,
    remove_hall,
    set_zone,
)

__all__ = [
    "BoothChange",
    "allocate_booths",
    "apply_by_link",
    "apply_for_booth",
    "change_booths",
    "draw_hall",
    "import_booths",
    "pin_exhibitor",
    "publish_plan",
    "remove_hall",
    "set_zone",
    "unpin_exhibitor",
    "withdraw_exhibitor",
]

"""The verbs of the expo: draw the hall, apply, give the booths, publish."""

from plm.expo.actions.allocating import allocate_booths, publish_plan
from plm.expo.actions.applying import apply_by_link, apply_for_booth, pin_exhibitor, unpin_exhibitor, withdraw_exhibitor
from plm.expo.actions.circuits import remove_circuit, save_circuit
from plm.expo.actions.drawing import copy_hall, draw_hall, import_booths, remove_hall, revise_hall
from plm.expo.actions.editing import BoothChange, BoothPlace, add_booth, change_booths, place_booths, remove_booths
from plm.expo.actions.neighbours import correct_neighbours
from plm.expo.actions.reimporting import reimport_booths
from plm.expo.actions.zoning import remove_zone, set_zone

__all__ = [
    "BoothChange",
    "BoothPlace",
    "add_booth",
    "allocate_booths",
    "apply_by_link",
    "apply_for_booth",
    "change_booths",
    "copy_hall",
    "correct_neighbours",
    "draw_hall",
    "import_booths",
    "pin_exhibitor",
    "place_booths",
    "publish_plan",
    "reimport_booths",
    "remove_booths",
    "remove_circuit",
    "remove_hall",
    "remove_zone",
    "revise_hall",
    "save_circuit",
    "set_zone",
    "unpin_exhibitor",
    "withdraw_exhibitor",
]

"""The verbs of the expo: draw the hall, apply, give the booths, publish."""

from plm.expo.actions.allocating import BrokenPromise, allocate_booths, basis_of, computed
from plm.expo.actions.applying import apply_by_link, apply_for_booth, pin_exhibitor, unpin_exhibitor, withdraw_exhibitor
from plm.expo.actions.circuits import remove_circuit, save_circuit
from plm.expo.actions.drawing import copy_hall, draw_hall, import_booths, remove_hall, revise_hall
from plm.expo.actions.editing import BoothChange, BoothPlace, add_booth, change_booths, place_booths, remove_booths
from plm.expo.actions.neighbours import correct_neighbours
from plm.expo.actions.publishing import freeze_plan, publish_plan, read_plan, thaw_plan
from plm.expo.actions.reimporting import reimport_booths
from plm.expo.actions.running import ask_for_allocation, begin_run, end_run, store_run
from plm.expo.actions.swapping import move_exhibitors
from plm.expo.actions.zoning import remove_zone, set_zone

__all__ = [
    "BoothChange",
    "BoothPlace",
    "BrokenPromise",
    "add_booth",
    "allocate_booths",
    "apply_by_link",
    "apply_for_booth",
    "ask_for_allocation",
    "basis_of",
    "begin_run",
    "change_booths",
    "computed",
    "copy_hall",
    "correct_neighbours",
    "draw_hall",
    "end_run",
    "freeze_plan",
    "import_booths",
    "move_exhibitors",
    "pin_exhibitor",
    "place_booths",
    "publish_plan",
    "read_plan",
    "reimport_booths",
    "remove_booths",
    "remove_circuit",
    "remove_hall",
    "remove_zone",
    "revise_hall",
    "save_circuit",
    "set_zone",
    "store_run",
    "thaw_plan",
    "unpin_exhibitor",
    "withdraw_exhibitor",
]

"""Taking rooms in, giving beds, moving people, telling them."""

from plm.logistics.actions.beds import free_bed, hand_over_bed, put_in_room, set_fixed, swap_beds
from plm.logistics.actions.filling import fill_rooms, publish_rooms, withdraw_rooms
from plm.logistics.actions.hotel import add_rooms, remove_room, revise_room
from plm.logistics.actions.wishes import forget_stays, save_stay_wish

__all__ = [
    "add_rooms",
    "fill_rooms",
    "forget_stays",
    "free_bed",
    "hand_over_bed",
    "publish_rooms",
    "put_in_room",
    "remove_room",
    "revise_room",
    "save_stay_wish",
    "set_fixed",
    "swap_beds",
    "withdraw_rooms",
]

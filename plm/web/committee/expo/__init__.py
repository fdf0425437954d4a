"""The committee's expo: the plan with its reasons, the hall, those who exhibit, giving and publishing."""

from plm.web.committee.expo import (
    comparing,
    exhibitors,
    giving,
    hall_changes,
    hall_editor,
    hall_power,
    hall_sheets,
    halls,
    plan_power,
    plans,
    printing,
    publishing,
    swapping,
)
from plm.web.committee.expo.room import blueprint

__all__ = [
    "blueprint",
    "comparing",
    "exhibitors",
    "giving",
    "hall_changes",
    "hall_editor",
    "hall_power",
    "hall_sheets",
    "halls",
    "plan_power",
    "plans",
    "printing",
    "publishing",
    "swapping",
]

"""The committee's expo: the plan with its reasons, the hall, those who exhibit, giving and publishing."""

from plm.web.committee.expo import exhibitors, hall_changes, hall_editor, hall_power, hall_sheets, halls, plans
from plm.web.committee.expo.room import blueprint

__all__ = [
    "blueprint",
    "exhibitors",
    "hall_changes",
    "hall_editor",
    "hall_power",
    "hall_sheets",
    "halls",
    "plans",
]

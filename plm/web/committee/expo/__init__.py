"""The committee's expo: the plan with its reasons, the hall, those who exhibit, giving and publishing."""

from plm.web.committee.expo import exhibitors, halls, plans
from plm.web.committee.expo.room import blueprint

__all__ = ["blueprint", "exhibitors", "halls", "plans"]

"""Halls, booths, exhibitors with their products, and allocation plans."""

from plm.expo.tables.exhibitors import Exhibitor, Product
from plm.expo.tables.halls import Booth, BoothNeighbour, Circuit, Hall, HallZone
from plm.expo.tables.plans import AllocationPlan, AllocationRun, Placement, PlanChange

__all__ = [
    "AllocationPlan",
    "AllocationRun",
    "Booth",
    "BoothNeighbour",
    "Circuit",
    "Exhibitor",
    "Hall",
    "HallZone",
    "Placement",
    "PlanChange",
    "Product",
]

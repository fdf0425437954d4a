"""The enumerations of the expo, shared by its rules and tables."""

from enum import StrEnum


class ProductCategory(StrEnum):
    """Categories that cover every product seen (domain 3.2); the value is the letter on the plan."""

    FOOD = "M"
    DRINK = "N"
    CRAFT = "K"
    TEXTILE = "W"
    FARM = "T"
    HERBAL = "H"
    BOOK = "B"
    OTHER = "L"


class Amenity(StrEnum):
    """What a booth offers beyond a table and two chairs."""

    POWER = "power"
    WATER = "water"
    COLD = "cold"
    LARGE = "large"


class PlanState(StrEnum):
    """Proof: somebody has read this revision. Frozen: public, and nothing about it changes any more."""

    DRAFT = "draft"
    PROOF = "proof"
    PUBLISHED = "published"
    FROZEN = "frozen"
    SUPERSEDED = "superseded"


PUBLIC = (PlanState.PUBLISHED, PlanState.FROZEN)


class Side(StrEnum):
    """Which side of a booth is its front, as the plan is drawn: north is up."""

    NORTH = "n"
    EAST = "e"
    SOUTH = "s"
    WEST = "w"


class EntranceKind(StrEnum):
    """Which way people go through a door."""

    IN = "in"
    OUT = "out"
    BOTH = "both"


class Use(StrEnum):
    """Who refers to a booth, so that it is not taken away."""

    PLAN = "plan"
    PIN = "pin"
    WISH = "wish"

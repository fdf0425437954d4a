"""What a library writes when it asks for a booth."""

from dataclasses import dataclass

from plm.events.rules import EventLevel
from plm.expo.words import Amenity, ProductCategory

MOST_PRODUCTS = 12
MOST_WISHES = 5


@dataclass(frozen=True)
class ProductEntry:
    """One product and the micro business that makes it; registration numbers as typed."""

    name: str
    business_name: str
    category: ProductCategory
    impact_story: str = ""
    nib: str = ""
    pirt: str = ""
    halal: str = ""
    bpom: str = ""


@dataclass(frozen=True)
class Application:
    """`label` is the short name on the plan; `wishes` are booth numbers, the dearest first."""

    label: str
    category: ProductCategory
    needs: frozenset[Amenity] = frozenset()
    wishes: tuple[str, ...] = ()
    products: tuple[ProductEntry, ...] = ()


def turn_of(level: EventLevel, region_code: str) -> str:
    """Whose turn a library uses in the rounds: its province's, or at a provincial meeting its regency's, and so on."""
    depth = {EventLevel.PROVINCE: 2, EventLevel.REGENCY: 4}.get(level, 1)
    return ".".join(region_code.split(".")[:depth])


def turn_within(level: EventLevel, region_code: str) -> str:
    """Whose turn it is inside that region: a regency's at a national meeting, a village's at a provincial one."""
    depth = {EventLevel.PROVINCE: 4, EventLevel.REGENCY: 4}.get(level, 2)
    return ".".join(region_code.split(".")[:depth])

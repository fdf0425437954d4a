"""The hall of the demonstration: four rows, fronts to the aisles, two circuits, two doors, a zone for crafts."""

from plm.cli.registering import Registrar
from plm.expo.actions import BoothChange, change_booths, draw_hall, revise_hall, save_circuit, set_zone
from plm.expo.rules.entrances import Entrance
from plm.expo.rules.grid import Grid
from plm.expo.rules.measures import units
from plm.expo.words import Amenity, EntranceKind, ProductCategory, Side

ACTOR = "demo"
NAME = "Ruang pamer"
BOOTHS = {
    "A01-A06": BoothChange(amenities=frozenset({Amenity.POWER}), quality=60, watts=700),
    "C01-C03": BoothChange(amenities=frozenset({Amenity.POWER}), watts=450),
    "C06": BoothChange(blocked_reason="tiang"),
}
# The first may be asked for a little more than it carries: what a committee should see before the day.
CIRCUITS = {"L1": (4_000, "A01-A06"), "L2": (2_200, "C01-C03")}
DOORS = (
    Entrance(Side.SOUTH, units(5), "Pintu utama", EntranceKind.IN),
    Entrance(Side.SOUTH, units(15), "", EntranceKind.OUT),
)


def open_hall(registrar: Registrar) -> None:
    """Everything about the place but those who come."""
    session, event, now = registrar.session, registrar.event, registrar.now
    hall = draw_hall(session, event_id=event.id, name=NAME, grid=Grid(rows=4, columns=6), actor=ACTOR, now=now)
    size = (hall.width, hall.height)
    revise_hall(
        session, event_id=event.id, hall_id=hall.id, seen=hall.revision, name=NAME, size=size, entrances=DOORS,
        actor=ACTOR, now=now,
    )  # fmt: skip
    for numbers, change in BOOTHS.items():
        change_booths(session, event_id=event.id, numbers=numbers, change=change, actor=ACTOR, now=now)
    for code, (watts, numbers) in CIRCUITS.items():
        save_circuit(session, event_id=event.id, code=code, watts=watts, numbers=numbers, actor=ACTOR, now=now)
    set_zone(
        session, event_id=event.id, code="kriya", numbers="B01-B03",
        categories=frozenset({ProductCategory.CRAFT, ProductCategory.TEXTILE}), reserved=False, actor=ACTOR, now=now,
    )  # fmt: skip

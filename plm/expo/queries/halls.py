"""Reading halls, zones, circuits, booths and corrected neighbours of one event."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.expo.queries.finding import found
from plm.expo.rules.layout import BoothSpec
from plm.expo.rules.order import natural
from plm.expo.tables import Booth, BoothNeighbour, Circuit, Exhibitor, Hall, HallZone, Placement
from plm.expo.words import Amenity, Use


def halls_of(session: Session, event_id: int) -> list[Hall]:
    return list(session.scalars(select(Hall).where(Hall.event_id == event_id).order_by(Hall.id)))


def halls_of_events(session: Session, event_ids: Iterable[int]) -> list[Hall]:
    """The halls of several events at once."""
    return list(session.scalars(select(Hall).where(Hall.event_id.in_(list(event_ids)))))


def get_hall(session: Session, event_id: int, hall_id: int, *, lock: bool = False) -> Hall:
    """The hall of this event, or NotFound; locked and read anew, it waits for a run that is giving its booths."""
    query = select(Hall).where(Hall.event_id == event_id, Hall.id == hall_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return found(session.scalar(query), "hall", hall_id)


def zones_of(session: Session, event_id: int) -> list[HallZone]:
    return list(session.scalars(select(HallZone).where(HallZone.event_id == event_id).order_by(HallZone.code)))


def circuits_of(session: Session, event_id: int) -> list[Circuit]:
    """The circuits in the order people count."""
    circuits = session.scalars(select(Circuit).where(Circuit.event_id == event_id))
    return sorted(circuits, key=lambda circuit: natural(circuit.code))


def get_circuit(session: Session, event_id: int, circuit_id: int, *, lock: bool = False) -> Circuit:
    """The circuit of this event, or NotFound."""
    query = select(Circuit).where(Circuit.event_id == event_id, Circuit.id == circuit_id)
    return found(session.scalar(query.with_for_update() if lock else query), "circuit", circuit_id)


def booths_of(session: Session, event_id: int) -> list[Booth]:
    """The booths in the order people count: A2 before A10."""
    booths = session.scalars(select(Booth).where(Booth.event_id == event_id))
    return sorted(booths, key=lambda booth: natural(booth.number))


def booths_in(session: Session, hall: Hall) -> list[Booth]:
    """The booths of one hall, read anew after its lock."""
    query = select(Booth).where(Booth.hall_id == hall.id).execution_options(populate_existing=True)
    return sorted(session.scalars(query), key=lambda booth: natural(booth.number))


def get_booth(session: Session, event_id: int, number: str) -> Booth:
    """The booth of this event with this number, or NotFound."""
    query = select(Booth).where(Booth.event_id == event_id, Booth.number == number)
    return found(session.scalar(query), "booth", number)


def corrections_of(session: Session, event_id: int) -> list[BoothNeighbour]:
    """What the committee says about pairs of booths."""
    query = select(BoothNeighbour).where(BoothNeighbour.event_id == event_id)
    return list(session.scalars(query.order_by(BoothNeighbour.one_id, BoothNeighbour.other_id)))


def uses_of(session: Session, event_id: int) -> dict[str, frozenset[Use]]:
    """Booth number to who refers to it: a plan of any state, a pin, a wish; unused ones are left out."""
    uses: dict[str, set[Use]] = defaultdict(set)
    placed = select(Booth.number).join(Placement, Placement.booth_id == Booth.id)
    for number in session.scalars(placed.where(Booth.event_id == event_id).distinct()):
        uses[number].add(Use.PLAN)
    pinned = select(Booth.number).join(Exhibitor, Exhibitor.pinned_booth_id == Booth.id)
    for number in session.scalars(pinned.where(Booth.event_id == event_id)):
        uses[number].add(Use.PIN)
    wished = select(Exhibitor.wishes).where(Exhibitor.event_id == event_id, Exhibitor.withdrawn_at.is_(None))
    for wishes in session.scalars(wished):
        for number in wishes:
            uses[number].add(Use.WISH)
    return {number: frozenset(words) for number, words in uses.items()}


def spec_of(booth: Booth, zone_codes: Mapping[int, str], circuit_codes: Mapping[int, str]) -> BoothSpec:
    """A booth as drawn; the maps go from ids to codes."""
    return BoothSpec(
        number=booth.number,
        x=booth.x,
        y=booth.y,
        width=booth.width,
        height=booth.height,
        zone=zone_codes[booth.zone_id] if booth.zone_id is not None else "",
        amenities=frozenset(Amenity(word) for word in booth.amenities),
        capacity=booth.capacity,
        quality=booth.quality,
        blocked_reason=booth.blocked_reason,
        front=booth.front,
        watts=booth.watts,
        circuit=circuit_codes[booth.circuit_id] if booth.circuit_id is not None else "",
    )


def specs_in(session: Session, hall: Hall) -> list[BoothSpec]:
    """The booths of one hall as drawn."""
    zones = {zone.id: zone.code for zone in zones_of(session, hall.event_id)}
    circuits = {circuit.id: circuit.code for circuit in circuits_of(session, hall.event_id)}
    return [spec_of(booth, zones, circuits) for booth in booths_in(session, hall)]

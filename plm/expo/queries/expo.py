"""The whole expo of one event, read with a fixed number of queries, and what an allocation would be told now."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.db import SCORE_SCALE
from plm.events.tables import Event
from plm.expo import rules
from plm.expo.queries.exhibitors import ExhibitorRow, exhibitors_of
from plm.expo.queries.halls import booths_of, circuits_of, corrections_of, halls_of, spec_of, zones_of
from plm.expo.rules.applications import turn_of, turn_within
from plm.expo.rules.corrections import corrected
from plm.expo.rules.drawing import DrawnHall, Holder, draw, search
from plm.expo.rules.entrances import entrances_of
from plm.expo.rules.layout import BoothSpec
from plm.expo.rules.neighbours import neighbours_from_geometry
from plm.expo.rules.power import Load, loads_of
from plm.expo.tables import Booth, BoothNeighbour, Circuit, Hall, HallZone, Placement
from plm.libraries.tables import Region


@dataclass(frozen=True)
class Expo:
    """Halls, zones, circuits, booths and exhibitors as they stand."""

    event: Event
    halls: tuple[Hall, ...]
    zones: tuple[HallZone, ...]
    booths: tuple[Booth, ...]
    exhibitors: tuple[ExhibitorRow, ...]
    region_names: Mapping[str, str]
    circuits: tuple[Circuit, ...] = ()
    by_hand: tuple[BoothNeighbour, ...] = ()

    @cached_property
    def number_of(self) -> dict[int, str]:
        """Booth id to number."""
        return {booth.id: booth.number for booth in self.booths}

    @cached_property
    def row_of(self) -> dict[int, ExhibitorRow]:
        return {row.exhibitor.id: row for row in self.exhibitors}

    @cached_property
    def inputs(self) -> rules.Inputs:
        """What an allocation would be told now."""
        numbers = set(self.number_of.values())
        return rules.Inputs(
            booths=self.booth_values,
            exhibitors=tuple(
                _exhibitor_value(row, self.event, numbers, order) for order, row in enumerate(self.exhibitors, 1)
            ),
            zones=tuple(rules.Zone(zone.code, frozenset(zone.categories), zone.reserved) for zone in self.zones),
            pins=tuple(
                (str(row.exhibitor.id), self.number_of[row.exhibitor.pinned_booth_id])
                for row in self.exhibitors
                if row.exhibitor.pinned_booth_id is not None
            ),
            neighbours=corrected(self.drawn_neighbours, self.corrections),
            circuits=self.circuit_values,
            rules=rules.STANDARD,
        )

    @cached_property
    def booth_values(self) -> tuple[rules.Booth, ...]:
        halls = {hall.id: hall.name for hall in self.halls}
        return tuple(_booth_value(self._spec(booth), halls[booth.hall_id]) for booth in self.booths)

    @cached_property
    def circuit_values(self) -> tuple[rules.Circuit, ...]:
        return tuple(rules.Circuit(circuit.code, circuit.watts) for circuit in self.circuits)

    @cached_property
    def drawn_neighbours(self) -> tuple[rules.Neighbours, ...]:
        """What geometry alone says."""
        return neighbours_from_geometry(self.booth_values)

    @cached_property
    def corrections(self) -> tuple[rules.Neighbours, ...]:
        """What the committee says above it."""
        return tuple(
            rules.Neighbours(self.number_of[one.one_id], self.number_of[one.other_id], one.nearness)
            for one in self.by_hand
        )

    @cached_property
    def loads(self) -> tuple[Load, ...]:
        """Every circuit with what hangs on it."""
        return loads_of(self.circuit_values, [self._spec(booth) for booth in self.booths])

    @cached_property
    def names(self) -> dict[str, str]:
        """Exhibitor id, as reasons name it, to the library's name."""
        return {str(row.exhibitor.id): row.library.name for row in self.exhibitors}

    def region_of(self, row: ExhibitorRow) -> str:
        """The name of the region whose turn the exhibitor uses."""
        return self.region_names[turn_of(self.event.level, row.library.region_code)]

    def holders(self, placements: Sequence[Placement]) -> dict[str, list[Holder]]:
        """Booth number to those who stand there; one who has withdrawn since stands nowhere."""
        standing: dict[str, list[Holder]] = {}
        for one in placements:
            row = self.row_of.get(one.exhibitor_id)
            if row and one.booth_id is not None:
                holder = Holder(row.exhibitor.id, row.exhibitor.label, row.library.name, row.exhibitor.category)
                standing.setdefault(self.number_of[one.booth_id], []).append(holder)
        return standing

    def drawn(
        self,
        holders: Mapping[str, list[Holder]],
        *,
        current: str = "",
        words: str = "",
        power: bool = True,
        only: Collection[str] | None = None,
    ) -> list[DrawnHall]:
        """Every hall, with one booth framed; beside what is sought, or beside `only`, the rest dims.

        Visitors see no power.
        """
        return [
            self.drawn_hall(hall, holders, current=current, words=words, power=power, only=only) for hall in self.halls
        ]

    def drawn_hall(
        self,
        hall: Hall,
        holders: Mapping[str, list[Holder]],
        *,
        current: str = "",
        words: str = "",
        power: bool = True,
        only: Collection[str] | None = None,
    ) -> DrawnHall:
        """One of them."""
        specs = [spec if power else replace(spec, amenities=frozenset()) for spec in self.specs_of(hall)]
        return draw(
            hall.name,
            (hall.width, hall.height),
            specs,
            holders,
            entrances=entrances_of(hall.entrances),
            current=current,
            matching=search(words, specs, holders) if words else only,
        )

    def specs_of(self, hall: Hall) -> list[BoothSpec]:
        """The hall's booths as drawn."""
        return [self._spec(booth) for booth in self.booths if booth.hall_id == hall.id]

    def _spec(self, booth: Booth) -> BoothSpec:
        return spec_of(booth, self._zone_code, self._circuit_code)

    @cached_property
    def _zone_code(self) -> dict[int, str]:
        return {zone.id: zone.code for zone in self.zones}

    @cached_property
    def _circuit_code(self) -> dict[int, str]:
        return {circuit.id: circuit.code for circuit in self.circuits}


def expo_of(session: Session, event: Event) -> Expo:
    """Read everything about the event's expo but its plans."""
    rows = exhibitors_of(session, event.id)
    turns = {turn_of(event.level, row.library.region_code) for row in rows}
    regions = session.execute(select(Region.code, Region.name).where(Region.code.in_(turns)))
    return Expo(
        event=event,
        halls=tuple(halls_of(session, event.id)),
        zones=tuple(zones_of(session, event.id)),
        booths=tuple(booths_of(session, event.id)),
        exhibitors=tuple(rows),
        region_names={region.code: region.name for region in regions},
        circuits=tuple(circuits_of(session, event.id)),
        by_hand=tuple(corrections_of(session, event.id)),
    )


def inputs_of(session: Session, event: Event) -> rules.Inputs:
    """What an allocation of this event would be told now."""
    return expo_of(session, event).inputs


def _booth_value(spec: BoothSpec, hall: str) -> rules.Booth:
    return rules.Booth(
        id=spec.number,
        x=spec.x,
        y=spec.y,
        w=spec.width,
        h=spec.height,
        zone=spec.zone,
        amenities=frozenset(word.value for word in spec.amenities),
        capacity=spec.capacity,
        blocked=bool(spec.blocked_reason),
        quality=spec.quality,
        hall=hall,
        front=spec.front,
        watts=spec.watts,
        circuit=spec.circuit,
    )


def _exhibitor_value(row: ExhibitorRow, event: Event, numbers: set[str], order: int) -> rules.Exhibitor:
    """Wishes for booths that have gone since are left out; the rest keep their order."""
    return rules.Exhibitor(
        id=str(row.exhibitor.id),
        kpi=int((row.score or Decimal(0)) * SCORE_SCALE),
        category=row.exhibitor.category.value,
        region=turn_of(event.level, row.library.region_code),
        needs=frozenset(row.exhibitor.needs),
        prefs=tuple(wish for wish in row.exhibitor.wishes if wish in numbers),
        registered=order,
        subregion=turn_within(event.level, row.library.region_code),
    )

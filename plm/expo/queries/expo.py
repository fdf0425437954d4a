"""The whole expo of one event, read with a fixed number of queries, and what an allocation would be told now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.db import SCORE_SCALE
from plm.events.tables import Event
from plm.expo import rules
from plm.expo.queries.exhibitors import ExhibitorRow, exhibitors_of
from plm.expo.queries.halls import booths_of, halls_of, zones_of
from plm.expo.rules.applications import turn_of
from plm.expo.rules.drawing import DrawnHall, Holder, draw, search
from plm.expo.rules.layout import BoothSpec
from plm.expo.tables import Booth, Hall, HallZone, Placement
from plm.expo.words import Amenity
from plm.libraries.tables import Region


@dataclass(frozen=True)
class Expo:
    """Halls, zones, booths and exhibitors as they stand."""

    event: Event
    halls: tuple[Hall, ...]
    zones: tuple[HallZone, ...]
    booths: tuple[Booth, ...]
    exhibitors: tuple[ExhibitorRow, ...]
    region_names: Mapping[str, str]

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
            booths=tuple(_booth_value(booth, self._zone_code) for booth in self.booths),
            exhibitors=tuple(
                _exhibitor_value(row, self.event, numbers, order) for order, row in enumerate(self.exhibitors, 1)
            ),
            zones=tuple(rules.Zone(zone.code, frozenset(zone.categories), zone.reserved) for zone in self.zones),
            pins=tuple(
                (str(row.exhibitor.id), self.number_of[row.exhibitor.pinned_booth_id])
                for row in self.exhibitors
                if row.exhibitor.pinned_booth_id is not None
            ),
        )

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
        self, holders: Mapping[str, list[Holder]], *, current: str = "", words: str = "", power: bool = True
    ) -> list[DrawnHall]:
        """Every hall, with one booth framed and, when words are sought, the others dimmed; visitors see no power."""
        halls = []
        for hall in self.halls:
            specs = [spec if power else replace(spec, amenities=frozenset()) for spec in self.specs_of(hall)]
            matching = search(words, specs, holders) if words else None
            size = (hall.width, hall.height)
            halls.append(draw(hall.name, size, specs, holders, current=current, matching=matching))
        return halls

    def specs_of(self, hall: Hall) -> list[BoothSpec]:
        """The hall's booths as drawn."""
        return [
            BoothSpec(
                number=booth.number,
                x=booth.x,
                y=booth.y,
                width=booth.width,
                height=booth.height,
                zone=self._zone_code.get(booth.zone_id or 0, ""),
                amenities=frozenset(Amenity(word) for word in booth.amenities),
                capacity=booth.capacity,
                quality=booth.quality,
                blocked_reason=booth.blocked_reason,
            )
            for booth in self.booths
            if booth.hall_id == hall.id
        ]

    @cached_property
    def _zone_code(self) -> dict[int, str]:
        return {zone.id: zone.code for zone in self.zones}


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
    )


def inputs_of(session: Session, event: Event) -> rules.Inputs:
    """What an allocation of this event would be told now."""
    return expo_of(session, event).inputs


def _booth_value(booth: Booth, zone_codes: dict[int, str]) -> rules.Booth:
    return rules.Booth(
        id=booth.number,
        x=booth.x,
        y=booth.y,
        w=booth.width,
        h=booth.height,
        zone=zone_codes[booth.zone_id] if booth.zone_id is not None else "",
        amenities=frozenset(booth.amenities),
        capacity=booth.capacity,
        blocked=bool(booth.blocked_reason),
        quality=booth.quality,
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
    )

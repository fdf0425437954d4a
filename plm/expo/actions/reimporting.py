"""A sheet over a hall that is there already; what somebody stands in, is pinned to or wishes for stays."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from plm.expo.actions.editing import drop_booths
from plm.expo.actions.floor import add_booths, circuit_ids, draw_booth, locked_hall, note_change, zone_ids
from plm.expo.queries import booths_in, merge_of
from plm.expo.rules.layout import BoothSpec, grown
from plm.expo.rules.merging import Merge
from plm.expo.tables import Hall
from plm.libraries.rules import Cell


def reimport_booths(
    session: Session,
    *,
    event_id: int,
    hall_id: int,
    seen: int,
    rows: Sequence[tuple[int, Sequence[Cell]]],
    actor: str,
    now: datetime,
) -> Merge:
    """Do what the preview of this sheet over this revision of the hall showed."""
    hall = locked_hall(session, event_id, hall_id, seen)
    merge = merge_of(session, hall, rows)
    if merge.is_nothing:
        return merge
    booths = {booth.number: booth for booth in booths_in(session, hall)}
    drop_booths(session, [booths[spec.number] for spec in merge.removed])
    _change(session, hall, [one.after for one in merge.changed])
    add_booths(session, hall, merge.added)
    hall.width, hall.height = grown((hall.width, hall.height), merge.booths)
    note_change(session, hall, verb="expo.reimport_booths", actor=actor, now=now, facts=_facts(merge))
    return merge


def _change(session: Session, hall: Hall, specs: Sequence[BoothSpec]) -> None:
    zones = zone_ids(session, hall.event_id, {spec.zone for spec in specs})
    circuits = circuit_ids(session, hall.event_id, {spec.circuit for spec in specs})
    booths = {booth.number: booth for booth in booths_in(session, hall)}
    for spec in specs:
        draw_booth(booths[spec.number], spec, zones, circuits)


def _facts(merge: Merge) -> dict[str, object]:
    return {
        "added": [spec.number for spec in merge.added],
        "changed": [one.after.number for one in merge.changed],
        "removed": [spec.number for spec in merge.removed],
        "kept": [one.booth.number for one in merge.kept],
    }

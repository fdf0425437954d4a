"""What a sheet would do to a hall that is there already, before anything is written."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from plm.expo.queries.halls import booths_of, circuits_of, specs_in, uses_of
from plm.expo.rules.merging import Merge, merge
from plm.expo.rules.sheet import read_sheet
from plm.expo.tables import Hall
from plm.libraries.rules import Cell


def merge_of(session: Session, hall: Hall, rows: Sequence[tuple[int, Sequence[Cell]]]) -> Merge:
    """What comes, changes, goes and stays; InputError brings every problem with its line."""
    present = specs_in(session, hall)
    circuits = [circuit.code for circuit in circuits_of(session, hall.event_id)]
    elsewhere = [booth.number for booth in booths_of(session, hall.event_id) if booth.hall_id != hall.id]
    sheet = read_sheet(rows, circuits, present)
    return merge(present, sheet, uses_of(session, hall.event_id), elsewhere)

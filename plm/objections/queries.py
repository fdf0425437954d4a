"""Reading objections."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plm.errors import NotFound
from plm.libraries.rules import fold_name
from plm.libraries.tables import Library
from plm.objections.rules import ObjectionState
from plm.objections.tables import Objection, ObjectionWindow


@dataclass(frozen=True)
class ObjectionLine:
    """One row of the committee's list."""

    objection: Objection
    library: Library


def get_objection(session: Session, event_id: int, objection_id: int) -> Objection:
    """An objection of this event, or NotFound."""
    found = session.get(Objection, objection_id)
    if found is None or found.event_id != event_id:
        raise NotFound(what="objection", value=objection_id)
    return found


def objections_of_library(session: Session, event_id: int, library_id: int) -> list[Objection]:
    """All of one library, the latest first."""
    query = select(Objection).where(Objection.event_id == event_id, Objection.library_id == library_id)
    return list(session.scalars(query.order_by(Objection.id.desc())))


def find_open_objection(session: Session, event_id: int, library_id: int) -> Objection | None:
    query = select(Objection).where(
        Objection.event_id == event_id, Objection.library_id == library_id, Objection.state == ObjectionState.OPEN
    )
    return session.scalar(query)


def objections_of(
    session: Session, event_id: int, *, state: ObjectionState | None = None, search: str = ""
) -> list[ObjectionLine]:
    """Those of an event, the oldest open ones first, then the latest settled ones."""
    query = select(Objection, Library).join(Library, Library.id == Objection.library_id)
    query = query.where(Objection.event_id == event_id)
    if state is not None:
        query = query.where(Objection.state == state)
    if folded := fold_name(search):
        query = query.where(Library.folded_name.contains(folded, autoescape=True))
    lines = [ObjectionLine(objection, library) for objection, library in session.execute(query)]
    is_open = ObjectionState.OPEN
    return sorted(lines, key=lambda one: (one.objection.state is not is_open, _age(one.objection), one.objection.id))


def _age(objection: Objection) -> float:
    return objection.filed_at.timestamp() if objection.settled_at is None else -objection.settled_at.timestamp()


def objection_counts(session: Session, event_id: int) -> dict[ObjectionState, int]:
    """How many stand in each state, zeros included."""
    query = select(Objection.state, func.count()).where(Objection.event_id == event_id).group_by(Objection.state)
    return {**dict.fromkeys(ObjectionState, 0), **{state: int(count) for state, count in session.execute(query)}}


def objections_close_at(session: Session, event_id: int) -> datetime | None:
    """Until when they are taken; None for no end."""
    window = session.get(ObjectionWindow, event_id)
    return window.closes_at if window else None

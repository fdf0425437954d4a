"""Correcting by hand which booths are neighbours, where geometry cannot know."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.expo.actions.floor import locked_hall, named, note_change
from plm.expo.queries import booths_in
from plm.expo.rules.refusals import NoPair
from plm.expo.tables import Booth, BoothNeighbour, Hall


def correct_neighbours(
    session: Session,
    *,
    event_id: int,
    hall_id: int,
    seen: int,
    number: str,
    other: str,
    nearness: int | None,
    actor: str,
    now: datetime,
) -> None:
    """Say how near two booths of a hall are: 0 they are no neighbours, None what geometry says."""
    hall = locked_hall(session, event_id, hall_id, seen)
    one_id, other_id = _pair(session, hall, number, other)
    query = select(BoothNeighbour).where(BoothNeighbour.one_id == one_id, BoothNeighbour.other_id == other_id)
    pair = session.scalar(query)
    if nearness is None:
        if pair is not None:
            session.delete(pair)
    elif pair is not None:
        pair.nearness = nearness
    else:
        session.add(BoothNeighbour(event_id=event_id, one_id=one_id, other_id=other_id, nearness=nearness))
    facts = {"booths": [number, other], "nearness": nearness}
    note_change(session, hall, verb="expo.correct_neighbours", actor=actor, now=now, facts=facts)


def _pair(session: Session, hall: Hall, number: str, other: str) -> tuple[int, int]:
    """Two different booths of the hall in the order of their ids."""
    booths = booths_in(session, hall)
    chosen: list[Booth] = [booth for text in (number, other) for booth in named(booths, text)]
    ids = sorted({booth.id for booth in chosen})
    if len(ids) != 2 or len(chosen) != 2:
        raise NoPair()
    return ids[0], ids[1]

"""Three devices were offline: in whatever order their scans come up, the ledger says the same in the end."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from plm.checkin.actions import add_device, record_scans, recording
from plm.checkin.queries import conflicts_of, latest_scans, post_of
from plm.checkin.rules import Direction, ScanOutcome
from plm.checkin.tables import Presence
from plm.codes import new_nonce
from tests.checkin.people import make_checkpoint, make_holder, scan_of
from tests.factories import NOON, make_event

MINUTE = timedelta(minutes=1)
SHARED = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass(frozen=True)
class Made:
    """A scan of one device: which person, when, which way, and what the device showed."""

    device: int
    person: int
    minute: int
    direction: Direction
    shown: ScanOutcome


made = st.builds(
    Made,
    st.integers(0, 2),
    st.integers(0, 1),
    st.integers(0, 5),
    st.sampled_from(Direction),
    st.sampled_from(ScanOutcome),
)


@st.composite
def uploads(draw: Any) -> tuple[list[Made], list[list[int]], list[list[int]]]:
    """Up to eight scans, and two ways to send them: every scan once, in batches of any size and order."""
    scans_made = draw(st.lists(made, min_size=2, max_size=8))
    return scans_made, *(draw(st.permutations(range(len(scans_made))).flatmap(in_batches)) for _ in range(2))


def in_batches(order: list[int]) -> st.SearchStrategy[list[list[int]]]:
    cuts = st.lists(st.booleans(), min_size=len(order), max_size=len(order))

    def cut(flags: list[bool]) -> list[list[int]]:
        batches: list[list[int]] = [[]]
        for number, flag in zip(order, flags, strict=True):
            batches[-1].append(number)
            if flag:
                batches.append([])
        return [batch for batch in batches if batch]

    return cuts.map(cut)


def ledger_of(engine: Engine, scans_made: list[Made], batches: list[list[int]], *, re_entry: bool) -> object:
    """What a fresh event's ledger says after these uploads, with scans named by their number."""
    prefix = uuid4().hex[:20]
    with Session(engine) as session:
        event = make_event(session, slug=f"urut-{new_nonce()}")
        door = make_checkpoint(session, event, exits=True, re_entry=re_entry)
        people = [make_holder(session, event, name=f"Contoh {number}") for number in range(2)]
        person_of = {one.ticket_id: number for number, one in enumerate(people)}
        posts = [
            post_of(
                event,
                door,
                add_device(session, event_id=event.id, checkpoint=door, name=f"Ponsel {n}", actor="cli", now=NOON)[0],
            )
            for n in range(3)
        ]
        session.commit()
        for batch in batches:
            for device, post in enumerate(posts):
                requests = [
                    scan_of(
                        people[one.person].code,
                        # The numbers stand at the end, so that ids are in the order of the scans in every event.
                        id=str(UUID(f"{prefix}{number:012x}")),
                        scanned_at=NOON + one.minute * MINUTE,
                        direction=one.direction,
                        offline=True,
                        shown=one.shown,
                    )
                    for number in batch
                    if (one := scans_made[number]).device == device
                ]
                record_scans(session, post=post, scans=requests, scanned_by=post.name, now=NOON + 60 * MINUTE)
                session.commit()

        def number_of(scan_id: str | None) -> int | None:
            return int(scan_id[-12:], 16) if scan_id else None

        counts = {
            number_of(line.scan.id): (line.ruling.outcome, line.ruling.reason)
            if line.ruling
            else (line.scan.outcome, line.scan.reason)
            for line in latest_scans(session, event.id)
        }
        slots = select(Presence).where(Presence.event_id == event.id)
        presences = [
            (
                person_of[row.ticket_id],
                row.slot,
                number_of(row.scan_id),
                row.entered_at,
                row.inside,
                row.passes,
                row.day,
            )
            for row in session.scalars(slots)
        ]
        inbox = [
            (number_of(one.line.scan.id), number_of(one.first.scan.id if one.first else None))
            for one in conflicts_of(session, event)
        ]
        return sorted(counts.items()), sorted(presences, key=str), sorted(inbox, key=str)


@pytest.mark.parametrize("re_entry", [False, True])
@SHARED
@given(uploads())
def test_any_order_of_uploads_gives_the_same_ledger(engine: Engine, re_entry: bool, sent: Any) -> None:
    scans_made, one_way, another = sent

    first = ledger_of(engine, scans_made, one_way, re_entry=re_entry)
    assert ledger_of(engine, scans_made, another, re_entry=re_entry) == first


def test_settled_in_the_order_of_arrival_the_ledger_depends_on_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without settling the slot anew, whoever has signal first is the one who was first."""

    def as_they_come(self: Any, ticket_id: int, slot: str, group: list[Any]) -> Any:
        kept = group[0].known.kept
        return self._continue(kept.standing, group)

    monkeypatch.setattr(recording.Recording, "_settle_anew", as_they_come)
    entries = [Made(device, 0, minute, Direction.IN, ScanOutcome.ACCEPTED) for device, minute in ((0, 1), (1, 2))]

    assert ledger_of(engine, entries, [[0], [1]], re_entry=False) != ledger_of(
        engine, entries, [[1], [0]], re_entry=False
    )

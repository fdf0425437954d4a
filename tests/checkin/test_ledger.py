"""What counts follows from all scans: late uploads, exits, lists, places, conflicts and annulments."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from plm.audit.queries import entries_of
from plm.checkin.actions import (
    add_device,
    annul_own_scan,
    annul_scan,
    check_in_many,
    record_scan,
    record_scans,
    resolve_conflict,
    revoke_ticket,
)
from plm.checkin.queries import (
    HeadCount,
    Post,
    conflict_count,
    conflicts_of,
    figures_of,
    head_count,
    latest_scans,
    post_of,
)
from plm.checkin.rules import (
    ACCEPTED,
    AnnulledByAnother,
    Direction,
    FirstScan,
    Passing,
    Reason,
    ScanAnswer,
    ScanOutcome,
    TooLateToAnnul,
    Verdict,
    refused,
)
from plm.checkin.tables import Annulment, Checkpoint, Guest, Presence, Ruling, Scan
from plm.codes import new_nonce
from plm.errors import NotFound
from plm.events.tables import Event
from plm.registration.rules import EventRole
from tests.checkin.people import Holder, make_checkpoint, make_holder, scan_of
from tests.factories import NOON, make_event

TODAY = date(2024, 11, 6)
MINUTE = timedelta(minutes=1)
DUPLICATE = ScanOutcome.DUPLICATE


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session, slug=f"plm-{new_nonce()[:8]}")


@pytest.fixture
def door(session: Session, event: Event) -> Checkpoint:
    return make_checkpoint(session, event)


@pytest.fixture
def holder(session: Session, event: Event) -> Holder:
    return make_holder(session, event)


def device(session: Session, event: Event, door: Checkpoint, name: str) -> Post:
    made, _token = add_device(
        session, event_id=event.id, checkpoint=door, name=name, actor="cli", now=NOON - timedelta(days=1)
    )
    return post_of(event, door, made)


def scan(session: Session, post: Post, code: str, *, at: Any = NOON, now: Any = None, **changes: Any) -> ScanAnswer:
    """A scan made at `at`; with `now` it was made offline and comes up then."""
    request = scan_of(code, scanned_at=at, offline=now is not None, **changes)
    return record_scan(session, post=post, scan=request, scanned_by=post.name or "Meja 1", now=now or at)


def stands(session: Session, event: Event) -> dict[str, tuple[ScanOutcome, str]]:
    """Each scan as it counts today."""
    return {
        line.scan.id: (line.ruling.outcome, line.ruling.reason)
        if line.ruling
        else (line.scan.outcome, line.scan.reason)
        for line in latest_scans(session, event.id, limit=100)
    }


def test_the_earliest_scan_wins_though_it_comes_up_later(
    session: Session, event: Event, door: Checkpoint, holder: Holder
) -> None:
    a, b = device(session, event, door, "Ponsel A"), device(session, event, door, "Ponsel B")
    online = scan(session, b, holder.code, at=NOON + 10 * MINUTE)

    late = scan(session, a, holder.code, at=NOON, now=NOON + 60 * MINUTE)

    assert (online.verdict, late.verdict) == (ACCEPTED, ACCEPTED)
    presence = session.scalars(select(Presence).where(Presence.event_id == event.id)).one()
    assert (presence.scan_id, presence.entered_at) == (late.scan_id, NOON)
    assert stands(session, event)[online.scan_id] == (DUPLICATE, "")
    (conflict,) = conflicts_of(session, event)
    assert (conflict.line.scan.id, conflict.line.scan.scanned_by) == (online.scan_id, "Ponsel B")
    assert conflict.first is not None
    assert (conflict.first.scan.id, conflict.first.scan.scanned_by) == (late.scan_id, "Ponsel A")


def test_what_two_offline_doors_let_in_waits_in_the_inbox_until_somebody_says_what_became_of_it(
    session: Session, event: Event, door: Checkpoint, holder: Holder
) -> None:
    a, b = device(session, event, door, "Ponsel A"), device(session, event, door, "Ponsel B")
    scan(session, a, holder.code, at=NOON, now=NOON + 30 * MINUTE)
    second = scan(session, b, holder.code, at=NOON + MINUTE, now=NOON + 20 * MINUTE + 15 * MINUTE)

    assert second.verdict == Verdict(DUPLICATE, first=FirstScan(NOON, "Pintu Pleno", "Ponsel A"))
    assert conflict_count(session, event.id) == 1

    for _twice in range(2):
        resolve_conflict(
            session, event_id=event.id, scan_id=second.scan_id, note="Orang yang sama", actor="account:1", now=NOON
        )

    assert conflicts_of(session, event) == []
    assert [entry.verb for entry in entries_of(session, event.id)].count("conflict.resolve") == 1


@pytest.mark.parametrize("shown", [ScanOutcome.DUPLICATE, ScanOutcome.REFUSED])
def test_a_device_that_let_nobody_in_makes_no_conflict(
    session: Session, event: Event, door: Checkpoint, holder: Holder, shown: ScanOutcome
) -> None:
    a = device(session, event, door, "Ponsel A")
    scan(session, a, holder.code, at=NOON)

    scan(session, a, holder.code, at=NOON + MINUTE, now=NOON + 5 * MINUTE, shown=shown)

    assert conflict_count(session, event.id) == 0


def test_who_was_let_in_before_the_ticket_was_revoked_was_in_and_afterwards_is_a_conflict(
    session: Session, event: Event, door: Checkpoint, holder: Holder
) -> None:
    other = make_checkpoint(session, event, code="lobi", name="Pintu Lobi")
    a, b = device(session, event, door, "Ponsel A"), device(session, event, other, "Ponsel B")
    revoke_ticket(session, event_id=event.id, ticket_id=holder.ticket_id, reason="Hilang", actor="account:1", now=NOON)

    before = scan(session, a, holder.code, at=NOON - MINUTE, now=NOON + 30 * MINUTE)
    after = scan(session, b, holder.code, at=NOON + MINUTE, now=NOON + 30 * MINUTE)

    assert (before.verdict, after.verdict) == (ACCEPTED, refused(Reason.REVOKED, NOON))
    (conflict,) = conflicts_of(session, event)
    assert (conflict.line.scan.id, conflict.first) == (after.scan_id, None)


def test_an_unknown_ticket_let_in_with_a_note_is_in_the_inbox_and_a_garbled_one_is_not(
    session: Session, event: Event, door: Checkpoint
) -> None:
    a = device(session, event, door, "Ponsel A")

    unknown = scan(session, a, "0" * 26, at=NOON, now=NOON + MINUTE)
    scan(session, a, "0" * 20, at=NOON, now=NOON + MINUTE)

    assert [one.line.scan.id for one in conflicts_of(session, event)] == [unknown.scan_id]


def test_exits_and_entries_again_are_the_checkpoints_rule(session: Session, event: Event, holder: Holder) -> None:
    door = make_checkpoint(session, event, exits=True, re_entry=True)
    post = post_of(event, door)

    verdicts = [
        scan(session, post, holder.code, at=NOON + number * MINUTE, direction=direction).verdict
        for number, direction in enumerate([Direction.OUT, Direction.IN, Direction.OUT, Direction.OUT, Direction.IN])
    ]

    assert verdicts[:3] == [refused(Reason.NOT_INSIDE), ACCEPTED, ACCEPTED]
    assert verdicts[3] == Verdict(DUPLICATE, first=FirstScan(NOON + 2 * MINUTE, "Pintu Pleno", "Meja 1"))
    assert verdicts[4] == ACCEPTED
    assert head_count(session, door, TODAY) == HeadCount(1, 1, inside=1, out=0)


def test_who_left_is_counted_and_not_inside(session: Session, event: Event, holder: Holder) -> None:
    door = make_checkpoint(session, event, exits=True)
    post = post_of(event, door)
    scan(session, post, holder.code, at=NOON)
    scan(session, post, holder.code, at=NOON + MINUTE, direction=Direction.OUT)

    again = scan(session, post, holder.code, at=NOON + 2 * MINUTE)

    assert again.verdict == refused(Reason.NO_RE_ENTRY)
    (figures,) = figures_of(session, event, TODAY)
    assert (figures.entered, figures.inside, figures.out, figures.refused) == (1, 0, 1, 1)


def test_a_late_exit_makes_room_for_what_was_told_it_was_a_duplicate(
    session: Session, event: Event, holder: Holder
) -> None:
    door = make_checkpoint(session, event, exits=True, re_entry=True)
    post, out = post_of(event, door), device(session, event, door, "Pintu keluar")
    scan(session, post, holder.code, at=NOON)
    told = scan(session, post, holder.code, at=NOON + 10 * MINUTE)

    scan(session, out, holder.code, at=NOON + 5 * MINUTE, now=NOON + 20 * MINUTE, direction=Direction.OUT)

    assert told.verdict.outcome is DUPLICATE
    assert stands(session, event)[told.scan_id] == (ScanOutcome.ACCEPTED, "")
    assert session.scalars(select(Presence.passes).where(Presence.event_id == event.id)).one() == 2


@pytest.mark.parametrize(
    ("passing", "days", "counted"),
    [(Passing.ONCE_A_DAY, 1, 2), (Passing.ONCE, 1, 1), (Passing.MANY, 0, 2), (Passing.ONCE_A_DAY, 0, 1)],
)
def test_how_often_a_ticket_counts(
    session: Session, event: Event, holder: Holder, passing: Passing, days: int, counted: int
) -> None:
    post = post_of(event, make_checkpoint(session, event, passing=passing))
    scan(session, post, holder.code)

    scan(session, post, holder.code, at=NOON + timedelta(days=days, minutes=1))

    assert len(session.scalars(select(Presence).where(Presence.scan_id.is_not(None))).all()) == counted


def test_who_may_pass_is_the_checkpoints_rule(session: Session, event: Event, holder: Holder) -> None:
    backstage = post_of(event, make_checkpoint(session, event, roles=[EventRole.SPEAKER.value]))
    session_door = make_checkpoint(session, event, code="kelas", name="Kelas A", guests_only=True)
    clazz = post_of(event, session_door)

    assert scan(session, backstage, holder.code).verdict == refused(Reason.WRONG_ROLE)
    assert scan(session, clazz, holder.code).verdict == refused(Reason.NOT_ON_LIST)

    session.add(
        Guest(checkpoint_id=session_door.id, participant_id=holder.participant.id, added_at=NOON, added_by="account:1")
    )
    session.flush()
    assert scan(session, clazz, holder.code, at=NOON + MINUTE).verdict == ACCEPTED
    assert head_count(session, session_door, TODAY) == HeadCount(1, 1, inside=1)


def test_windows_of_the_day_are_kept_and_said(session: Session, event: Event, holder: Holder) -> None:
    hours = [[(NOON + start).isoformat(), (NOON + end).isoformat()] for start, end in _HOURS]
    post = post_of(event, make_checkpoint(session, event, windows=hours))

    early = scan(session, post, holder.code, at=NOON - MINUTE)
    between = scan(session, post, holder.code, at=NOON + timedelta(hours=2))
    late = scan(session, post, holder.code, at=NOON + timedelta(hours=9))

    assert early.verdict == refused(Reason.NOT_YET_OPEN, NOON)
    assert between.verdict == refused(Reason.NOT_YET_OPEN, NOON + timedelta(hours=4))
    assert late.verdict == refused(Reason.CLOSED, NOON + timedelta(hours=5))
    assert scan(session, post, holder.code, at=NOON).verdict == ACCEPTED


_HOURS = [(timedelta(0), timedelta(hours=1)), (timedelta(hours=4), timedelta(hours=5))]


def test_the_last_place_is_the_last_and_the_offline_door_is_told_of_nothing(session: Session, event: Event) -> None:
    door = make_checkpoint(session, event, capacity=2, exits=True)
    post, offline = post_of(event, door), device(session, event, door, "Ponsel A")
    people = [make_holder(session, event, name=f"Contoh {number}") for number in range(4)]

    verdicts = [scan(session, post, one.code, at=NOON + number * MINUTE).verdict for number, one in enumerate(people)]

    assert verdicts == [ACCEPTED, ACCEPTED, refused(Reason.FULL), refused(Reason.FULL)]
    scan(session, post, people[0].code, at=NOON + 5 * MINUTE, direction=Direction.OUT)
    assert scan(session, post, people[2].code, at=NOON + 6 * MINUTE).verdict == ACCEPTED
    assert scan(session, offline, people[3].code, at=NOON + 7 * MINUTE, now=NOON + 8 * MINUTE).verdict == ACCEPTED
    assert head_count(session, door, TODAY).inside == 3


def test_a_batch_fills_the_places_and_no_more(session: Session, event: Event) -> None:
    post = post_of(event, make_checkpoint(session, event, capacity=2))
    people = [make_holder(session, event, name=f"Contoh {number}") for number in range(3)]

    answers = record_scans(
        session, post=post, scans=[scan_of(one.code) for one in people], scanned_by="Meja 1", now=NOON
    )

    assert sorted(answer.verdict.outcome.value for answer in answers) == ["accepted", "accepted", "refused"]


def test_who_was_let_in_without_network_takes_a_place_of_the_same_batch(session: Session, event: Event) -> None:
    door = make_checkpoint(session, event, capacity=1)
    post = device(session, event, door, "Ponsel A")
    people = [make_holder(session, event, name=f"Contoh {number}") for number in range(2)]
    both = [
        scan_of(people[0].code, scanned_at=NOON - MINUTE, offline=True),
        scan_of(people[1].code, scanned_at=NOON),
    ]

    answers = record_scans(session, post=post, scans=both, scanned_by="Ponsel A", now=NOON)

    assert [answer.verdict for answer in answers] == [ACCEPTED, refused(Reason.FULL)]


def test_who_came_back_on_another_day_takes_a_place_though_they_came_first_yesterday(
    session: Session, event: Event
) -> None:
    door = make_checkpoint(session, event, capacity=1, passing=Passing.ONCE, exits=True, re_entry=True)
    post = post_of(event, door)
    first, second = (make_holder(session, event, name=f"Contoh {number}") for number in range(2))
    scan(session, post, first.code)
    scan(session, post, first.code, at=NOON + MINUTE, direction=Direction.OUT)
    tomorrow = NOON + timedelta(days=1)

    assert scan(session, post, first.code, at=tomorrow).verdict == ACCEPTED
    assert scan(session, post, second.code, at=tomorrow + MINUTE).verdict == refused(Reason.FULL)


def test_several_are_let_in_at_once_by_the_same_rules(
    session: Session, event: Event, door: Checkpoint, holder: Holder
) -> None:
    gone = make_holder(session, event, name="Contoh Dua")
    revoke_ticket(session, event_id=event.id, ticket_id=gone.ticket_id, reason="", actor="account:1", now=NOON)
    ids = {holder.ticket_id: str(uuid4()), gone.ticket_id: str(uuid4())}

    def together() -> list[Verdict]:
        answers = check_in_many(
            session, post=post_of(event, door), scans=ids, scanned_by="Contoh Tiga", actor="account:1", now=NOON
        )
        return [answer.verdict for answer in answers]

    assert together() == together() == [ACCEPTED, refused(Reason.REVOKED, NOON)]
    assert [line.scan.manual for line in latest_scans(session, event.id)] == [True, True]
    verbs = [entry.verb for entry in entries_of(session, event.id)]
    assert verbs.count("ticket.check_in_by_hand") == 2


def test_annulling_keeps_history_and_gives_the_place_to_the_next(
    session: Session, event: Event, door: Checkpoint, holder: Holder
) -> None:
    a, b = device(session, event, door, "Ponsel A"), device(session, event, door, "Ponsel B")
    wrong = scan(session, a, holder.code)
    told = scan(session, b, holder.code, at=NOON + 2 * MINUTE)

    annul_own_scan(session, post=a, scan_id=wrong.scan_id, reason="Salah orang", now=NOON + 3 * MINUTE)

    assert len(latest_scans(session, event.id)) == 2
    assert stands(session, event)[told.scan_id] == (ScanOutcome.ACCEPTED, "")
    presence = session.scalars(select(Presence).where(Presence.event_id == event.id)).one()
    assert (presence.scan_id, presence.entered_at) == (told.scan_id, NOON + 2 * MINUTE)
    assert session.get_one(Annulment, wrong.scan_id).annulled_by == "Ponsel A"
    # An annulled id is dead: sent again it gets its answer of then, and counts no more.
    again = scan(session, a, holder.code, at=NOON, id=wrong.scan_id)
    assert again.verdict == wrong.verdict
    assert session.scalars(select(Presence.scan_id).where(Presence.event_id == event.id)).one() == told.scan_id


def test_the_only_entry_annulled_leaves_nobody_inside(
    session: Session, event: Event, door: Checkpoint, holder: Holder
) -> None:
    a = device(session, event, door, "Ponsel A")
    wrong = scan(session, a, holder.code)

    annul_own_scan(session, post=a, scan_id=wrong.scan_id, reason="", now=NOON + MINUTE)

    assert head_count(session, door, TODAY) == HeadCount(0, 1)
    assert scan(session, a, holder.code, at=NOON + 2 * MINUTE).verdict == ACCEPTED
    assert head_count(session, door, TODAY) == HeadCount(1, 1, inside=1)


def test_a_device_annuls_its_own_within_a_quarter_of_an_hour_and_a_supervisor_any_time(
    session: Session, event: Event, door: Checkpoint, holder: Holder
) -> None:
    a, b = device(session, event, door, "Ponsel A"), device(session, event, door, "Ponsel B")
    made = scan(session, a, holder.code)

    with pytest.raises(AnnulledByAnother):
        annul_own_scan(session, post=b, scan_id=made.scan_id, reason="", now=NOON + MINUTE)
    with pytest.raises(TooLateToAnnul):
        annul_own_scan(session, post=a, scan_id=made.scan_id, reason="", now=NOON + 15 * MINUTE + MINUTE)
    for _twice in range(2):
        annul_scan(
            session, post=post_of(event, door), scan_id=made.scan_id, by="Contoh Tiga", reason="Keliru",
            actor="account:1", now=NOON + timedelta(days=1),
        )  # fmt: skip

    # Its answer may have been lost: asked again, however late, it is done and not too late.
    own = scan(session, a, holder.code, at=NOON + 2 * MINUTE)
    for minutes in (3, 60):
        annul_own_scan(session, post=a, scan_id=own.scan_id, reason="", now=NOON + minutes * MINUTE)
    assert [(entry.verb, entry.reason) for entry in entries_of(session, event.id)][:1] == [("scan.annul", "Keliru")]
    assert session.get_one(Annulment, made.scan_id).annulled_by == "Contoh Tiga"


def test_a_scan_of_another_event_is_not_annulled_from_here(
    session: Session, event: Event, door: Checkpoint, holder: Holder
) -> None:
    made = scan(session, post_of(event, door), holder.code)
    other = make_event(session, slug=f"lain-{new_nonce()[:8]}")
    elsewhere = make_checkpoint(session, other)

    with pytest.raises(NotFound):
        annul_scan(
            session, post=post_of(other, elsewhere), scan_id=made.scan_id, by="x", reason="", actor="x", now=NOON
        )
    with pytest.raises(NotFound):
        resolve_conflict(session, event_id=other.id, scan_id=made.scan_id, note="", actor="x", now=NOON)
    with pytest.raises(AnnulledByAnother):
        annul_own_scan(
            session, post=device(session, other, elsewhere, "Ponsel C"), scan_id=made.scan_id, reason="", now=NOON
        )


def test_an_id_annulled_before_its_scan_arrives_is_dead(
    session: Session, event: Event, door: Checkpoint, holder: Holder
) -> None:
    a, scan_id = device(session, event, door, "Ponsel A"), str(uuid4())
    annul_own_scan(session, post=a, scan_id=scan_id, reason="", now=NOON)

    late = scan(session, a, holder.code, id=scan_id, at=NOON - MINUTE, now=NOON + MINUTE)

    assert late.verdict == refused(Reason.ANNULLED)
    assert head_count(session, door, TODAY) == HeadCount(0, 1)


@pytest.mark.parametrize("deed", ["UPDATE scan SET outcome = 'accepted'", "DELETE FROM scan"])
def test_no_row_of_the_ledger_can_be_changed_or_taken_away(
    session: Session, event: Event, door: Checkpoint, deed: str
) -> None:
    scan(session, post_of(event, door), "0" * 26)

    with pytest.raises((IntegrityError, DatabaseError), match="immutable"), session.begin_nested():
        session.execute(text(deed))


def test_a_clock_two_hours_wrong_is_put_right_and_one_without_measure_is_doubted(
    session: Session, event: Event, door: Checkpoint, holder: Holder
) -> None:
    a = device(session, event, door, "Ponsel A")
    two_hours = timedelta(hours=2)
    scan(session, a, holder.code, at=NOON - two_hours, now=NOON + MINUTE, clock_offset_ms=7_200_000)

    presence = session.scalars(select(Presence).where(Presence.event_id == event.id)).one()
    row = session.scalars(select(Scan).where(Scan.event_id == event.id)).one()
    assert presence.entered_at == row.scanned_at == NOON
    assert (row.device_at, row.clock_offset_ms, row.received_at) == (NOON - two_hours, 7_200_000, NOON + MINUTE)
    assert "clock" not in row.facts

    doubted = scan(session, a, holder.code, at=NOON - timedelta(days=30), now=NOON + 2 * MINUTE)
    assert doubted.verdict.outcome is DUPLICATE
    assert session.get_one(Scan, doubted.scan_id).facts["clock"] == "doubted"


def test_the_ledger_keeps_who_where_when_and_of_the_code_only_its_hash(
    session: Session, event: Event, door: Checkpoint, holder: Holder
) -> None:
    a = device(session, event, door, "Ponsel A")
    scan(session, a, holder.code)

    row = session.scalars(select(Scan).where(Scan.event_id == event.id)).one()
    assert (row.device_id, row.scanned_by, row.direction, row.ticket_id) == (
        a.device_id,
        "Ponsel A",
        Direction.IN,
        holder.ticket_id,
    )
    assert holder.code not in str(vars(row))
    assert session.scalars(select(Ruling)).all() == []

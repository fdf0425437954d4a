from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plm.audit.queries import entries_of
from plm.checkin.actions import (
    add_checkpoint,
    add_device,
    check_in_by_hand,
    close_checkpoint,
    issue_tickets,
    open_checkpoint,
    record_scan,
    replace_ticket,
    revoke_device,
    revoke_ticket,
)
from plm.checkin.queries import (
    HeadCount,
    attended_participant_ids,
    days_of,
    figures_of,
    find_device,
    get_live_ticket,
    get_ticket,
    head_count,
    latest_scans,
    post_of,
    present_at,
    ticket_code_of,
    tickets_at_door,
)
from plm.checkin.rules import (
    ACCEPTED,
    CheckpointDetails,
    CheckpointKind,
    CheckpointNameTaken,
    DeviceNameTaken,
    Direction,
    FirstScan,
    Reason,
    ScanAnswer,
    ScanOutcome,
    ScanRequest,
    TicketNotValid,
    Verdict,
    refused,
)
from plm.checkin.tables import Checkpoint, Presence, Scan
from plm.codes import new_nonce
from plm.errors import NotFound
from plm.events.tables import Event
from plm.registration.rules import ParticipantState
from tests.checkin.people import SECRET, Holder, make_checkpoint, make_holder, scan_of
from tests.factories import NOON, make_event

LATER = NOON + timedelta(minutes=20)


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session, slug=f"plm-{new_nonce()[:8]}")


@pytest.fixture
def door(session: Session, event: Event) -> Checkpoint:
    return make_checkpoint(session, event)


@pytest.fixture
def holder(session: Session, event: Event) -> Holder:
    return make_holder(session, event)


def record(session: Session, event: Event, door: Checkpoint, scan: ScanRequest, *, now=NOON, by="Meja 1") -> ScanAnswer:
    return record_scan(session, post=post_of(event, door), scan=scan, scanned_by=by, now=now)


def count(session: Session, table: type, event: Event) -> int:
    return session.scalar(select(func.count()).select_from(table).where(table.event_id == event.id)) or 0


def test_first_scan_is_accepted_and_says_who(session: Session, event: Event, door: Checkpoint, holder: Holder) -> None:
    answer = record(session, event, door, scan_of(holder.code))

    assert answer.verdict == ACCEPTED
    assert answer.ticket is not None
    assert (answer.ticket.person.name, answer.ticket.person.institution) == (
        "Contoh Satu, S.Pd.",
        "Perpustakaan Desa Mappalo Ulaweng",
    )
    assert attended_participant_ids(session, event.id) == {holder.participant.id}


def test_second_scan_is_a_duplicate_naming_the_first(
    session: Session, event: Event, door: Checkpoint, holder: Holder
) -> None:
    record(session, event, door, scan_of(holder.code), by="Meja 2")

    answer = record(session, event, door, scan_of(holder.code), now=LATER)

    assert answer.verdict == Verdict(ScanOutcome.DUPLICATE, first=FirstScan(NOON, "Pintu Pleno", "Meja 2"))
    assert (count(session, Scan, event), count(session, Presence, event)) == (2, 1)


def test_a_replay_gets_the_stored_answer(session: Session, event: Event, door: Checkpoint, holder: Holder) -> None:
    scan = scan_of(holder.code)
    first = record(session, event, door, scan)
    close_checkpoint(session, checkpoint=door, actor="account:1", now=LATER)

    again = record(session, event, door, scan, now=LATER + timedelta(hours=1))

    assert again == first
    assert count(session, Scan, event) == 1


def test_another_day_and_another_checkpoint_count_anew(
    session: Session, event: Event, door: Checkpoint, holder: Holder
) -> None:
    meal = make_checkpoint(session, event, code="makan", name="Makan siang", kind=CheckpointKind.MEAL)
    record(session, event, door, scan_of(holder.code))

    tomorrow = record(session, event, door, scan_of(holder.code), now=NOON + timedelta(days=1))
    lunch = record(session, event, meal, scan_of(holder.code))

    assert (tomorrow.verdict, lunch.verdict) == (ACCEPTED, ACCEPTED)
    assert count(session, Presence, event) == 3
    assert present_at(session, event.id, date(2024, 11, 6)) == 1


def test_a_door_without_exits_refuses_one_and_counts_nothing(
    session: Session, event: Event, door: Checkpoint, holder: Holder
) -> None:
    answer = record(session, event, door, scan_of(holder.code, direction=Direction.OUT))

    assert answer.verdict == refused(Reason.NO_EXITS)
    assert (count(session, Scan, event), count(session, Presence, event)) == (1, 0)


def test_an_offline_scan_counts_for_the_moment_it_was_made(
    session: Session, event: Event, door: Checkpoint, holder: Holder
) -> None:
    record(session, event, door, scan_of(holder.code, offline=True), now=LATER)

    assert session.scalars(select(Presence.entered_at).where(Presence.event_id == event.id)).one() == NOON


def test_unknown_codes_are_kept_as_refused(session: Session, event: Event, door: Checkpoint) -> None:
    answer = record(session, event, door, scan_of("0" * 26))

    assert answer.verdict == refused(Reason.UNKNOWN_TICKET)
    assert count(session, Scan, event) == 1


def test_another_events_ticket_is_refused_without_saying_whose(
    session: Session, event: Event, door: Checkpoint
) -> None:
    foreign = make_holder(session, make_event(session, slug=f"lain-{new_nonce()[:8]}"))
    scan = scan_of(foreign.code)

    answer = record(session, event, door, scan)

    assert answer == ScanAnswer(scan.id, refused(Reason.OTHER_EVENT))
    assert [line.person for line in latest_scans(session, event.id)] == [""]


def test_an_id_of_another_events_scan_tells_nothing(
    session: Session, event: Event, door: Checkpoint, holder: Holder
) -> None:
    scan = scan_of(holder.code)
    record(session, event, door, scan)
    other = make_event(session, slug=f"lain-{new_nonce()[:8]}")

    answer = record(session, other, make_checkpoint(session, other), scan)

    assert answer == ScanAnswer(scan.id, refused(Reason.ID_TAKEN))


def test_a_revoked_ticket_is_refused(session: Session, event: Event, door: Checkpoint, holder: Holder) -> None:
    revoke_ticket(session, event_id=event.id, ticket_id=holder.ticket_id, reason="Hilang", actor="account:1", now=NOON)

    assert record(session, event, door, scan_of(holder.code)).verdict == refused(Reason.REVOKED, NOON)
    with pytest.raises(TicketNotValid):
        revoke_ticket(session, event_id=event.id, ticket_id=holder.ticket_id, reason="", actor="account:1", now=NOON)


def test_a_replaced_ticket_names_its_successor_and_the_new_one_passes(
    session: Session, event: Event, door: Checkpoint, holder: Holder
) -> None:
    replace_ticket(
        session,
        event_id=event.id,
        ticket_id=holder.ticket_id,
        reason="Hilang",
        secret_key=SECRET,
        actor="account:1",
        now=NOON,
    )
    new_code = ticket_code_of(session, holder.participant.id, SECRET)
    assert new_code is not None

    lost = record(session, event, door, scan_of(holder.code))
    fresh = record(session, event, door, scan_of(new_code))

    assert lost.verdict == refused(Reason.REPLACED, NOON)
    assert lost.ticket is not None
    assert lost.ticket.replaced_by == "Contoh Satu, S.Pd."
    assert fresh.verdict == ACCEPTED
    assert [entry.verb for entry in entries_of(session, event.id)] == ["ticket.revoke"]


def test_a_ticket_of_another_event_cannot_be_revoked_from_here(session: Session, event: Event) -> None:
    foreign = make_holder(session, make_event(session, slug=f"lain-{new_nonce()[:8]}"))

    with pytest.raises(NotFound):
        get_ticket(session, event.id, foreign.ticket_id)


def test_a_cancelled_participant_is_refused(session: Session, event: Event, door: Checkpoint, holder: Holder) -> None:
    holder.participant.state = ParticipantState.CANCELLED
    session.flush()

    assert record(session, event, door, scan_of(holder.code)).verdict == refused(Reason.PARTICIPANT_CANCELLED)


def test_tickets_are_issued_once_however_often_asked(session: Session, event: Event, holder: Holder) -> None:
    ids = [holder.participant.id]

    new = issue_tickets(session, event_id=event.id, participant_ids=ids, secret_key=SECRET, now=LATER)

    assert new == 0
    assert get_live_ticket(session, holder.participant.id).id == holder.ticket_id


def test_a_checkpoint_opens_and_closes(session: Session, event: Event, door: Checkpoint, holder: Holder) -> None:
    close_checkpoint(session, checkpoint=door, actor="account:1", now=NOON)
    shut = record(session, event, door, scan_of(holder.code), now=LATER)
    open_checkpoint(session, checkpoint=door, actor="account:1", now=LATER)
    opened = record(session, event, door, scan_of(holder.code), now=LATER)

    assert (shut.verdict, opened.verdict) == (refused(Reason.CLOSED, NOON), ACCEPTED)
    assert [entry.verb for entry in entries_of(session, event.id)] == ["checkpoint.open", "checkpoint.close"]


def test_checkpoint_codes_are_unique_in_an_event(session: Session, event: Event, door: Checkpoint) -> None:
    details = CheckpointDetails(name="Pleno", kind=CheckpointKind.DOOR)

    with pytest.raises(CheckpointNameTaken):
        add_checkpoint(session, event=event, details=details, actor="account:1", now=NOON)


def test_a_device_is_known_by_its_token_until_revoked(session: Session, event: Event, door: Checkpoint) -> None:
    device, token = add_device(session, event_id=event.id, checkpoint=door, name="Meja 1", actor="account:1", now=NOON)

    assert find_device(session, token) is device
    assert token not in vars(device).values()
    with pytest.raises(DeviceNameTaken):
        add_device(session, event_id=event.id, checkpoint=door, name="Meja 1", actor="account:1", now=NOON)
    revoke_device(session, device=device, actor="account:1", now=LATER)
    assert find_device(session, token) is None


def test_check_in_by_hand_is_the_same_scan_and_noted_once(
    session: Session, event: Event, door: Checkpoint, holder: Holder
) -> None:
    scan_id = str(uuid4())

    def by_hand() -> ScanAnswer:
        return check_in_by_hand(
            session,
            post=post_of(event, door),
            ticket_id=holder.ticket_id,
            scan_id=scan_id,
            scanned_by="Contoh Tiga",
            actor="account:1",
            now=NOON,
        )

    assert by_hand() == by_hand()
    assert record(session, event, door, scan_of(holder.code), now=LATER).verdict.outcome is ScanOutcome.DUPLICATE
    assert [(entry.verb, entry.subject) for entry in entries_of(session, event.id)] == [
        ("ticket.check_in_by_hand", f"ticket:{holder.ticket_id}")
    ]


def test_search_finds_by_name_and_institution_and_says_who_is_in(
    session: Session, event: Event, door: Checkpoint, holder: Holder
) -> None:
    make_holder(session, event, name="Contoh_Dua", institution="Dinas Perpustakaan Contoh")
    record(session, event, door, scan_of(holder.code))

    def found(text: str) -> list[tuple[str, bool]]:
        rows = tickets_at_door(session, door, text, day=date(2024, 11, 6))
        return [(row.ticket.person.name, row.entered_at is not None) for row in rows]

    assert found("mappalo") == [("Contoh Satu, S.Pd.", True)]
    assert found("CONTOH_") == [("Contoh_Dua, S.Pd.", False)]
    assert found("%%%") == []


def test_figures_count_entries_duplicates_and_refusals(
    session: Session, event: Event, door: Checkpoint, holder: Holder
) -> None:
    make_holder(session, event, name="Contoh Dua")
    for code in (holder.code, holder.code, "0" * 26, "bukan tiket"):
        record(session, event, door, scan_of(code))

    (figures,) = figures_of(session, event, date(2024, 11, 6))

    (day_after,) = figures_of(session, event, date(2024, 11, 7))
    assert (figures.entered, figures.duplicate, figures.refused) == (1, 1, 2)
    assert (day_after.entered, day_after.duplicate, day_after.refused) == (0, 0, 0)
    assert head_count(session, door, date(2024, 11, 6)) == HeadCount(1, 2, inside=1)


def test_days_are_the_events_and_those_on_which_somebody_came(
    session: Session, event: Event, door: Checkpoint, holder: Holder
) -> None:
    record(session, event, door, scan_of(holder.code), now=NOON - timedelta(days=1))

    assert days_of(session, event) == [date(2024, 11, day) for day in (5, 6, 7, 8)]

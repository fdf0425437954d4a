from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from plm.checkin.rules import (
    ACCEPTED,
    FirstScan,
    Moment,
    Person,
    Reason,
    Rules,
    ScanOutcome,
    TicketFacts,
    Verdict,
    Window,
    check_character,
    code_of_name,
    counted_at,
    day_at,
    day_to_show,
    facts_of,
    is_scan_id,
    is_well_formed,
    judge,
    may_search,
    refused,
    scan_request,
    ticket_url,
    verdict_from,
)
from plm.codes import derive_code, new_nonce
from plm.events.rules import Zone
from plm.registration.rules import EventRole, ParticipantState

NOON = datetime(2024, 11, 6, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
CODE = "01H8Z3K5M7P9R1T3V5X7Y9ABC4"
HOLDER = Person(1, "Contoh Satu", "Perpusdes Contoh", (EventRole.PARTICIPANT,))
TICKET = TicketFacts(id=7, event_id=1, state=ParticipantState.ACTIVE, person=HOLDER)
SCAN = scan_request("00000000-0000-4000-8000-000000000001", CODE, scanned_at=NOON)


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        f"HTTPS://PLM.EXAMPLE.ID/T/{CODE}",
        f"https://plm.example.id/T/{CODE}/",
        "01H8-Z3K5-M7P9-R1T3-V5X7-Y9AB-C4",
        " 01H8 Z3K5 M7P9 R1T3 V5X7 Y9AB C4 ",
        CODE.replace("0", "o").replace("1", "l"),
        CODE.replace("0", "O").replace("1", "I"),
    ],
)
def test_scan_request_reads_a_code_however_it_was_typed(typed: str) -> None:
    assert scan_request(SCAN.id, typed, scanned_at=NOON) == SCAN


@pytest.mark.parametrize(
    ("code", "well_formed"),
    [
        (CODE, True),
        (CODE[:-1], False),
        (CODE + "0", False),
        ("", False),
        (CODE.replace("Z", "U"), False),
        (CODE[:-1] + "5", False),
        ("https://example.org/x", False),
    ],
)
def test_is_well_formed_knows_cut_and_foreign_codes(code: str, well_formed: bool) -> None:
    assert is_well_formed(code) is well_formed


def test_every_issued_code_is_well_formed() -> None:
    codes = [derive_code("a secret of thirty-two characters", "ticket", new_nonce()) for _ in range(500)]

    assert all(is_well_formed(code) for code in codes)


def test_ticket_url_is_upper_case_throughout() -> None:
    assert ticket_url("https://plm.example.id", CODE) == f"HTTPS://PLM.EXAMPLE.ID/T/{CODE}{check_character(CODE)}"


@pytest.mark.parametrize(
    ("ticket", "window", "verdict"),
    [
        (TICKET, Window(), ACCEPTED),
        (None, Window(), refused(Reason.UNKNOWN_TICKET)),
        (replace(TICKET, event_id=2), Window(), refused(Reason.OTHER_EVENT)),
        (replace(TICKET, revoked_at=NOON), Window(), refused(Reason.REVOKED, NOON)),
        (replace(TICKET, revoked_at=NOON, replaced_by="Contoh Enam"), Window(), refused(Reason.REPLACED, NOON)),
        (replace(TICKET, state=ParticipantState.SUBSTITUTED), Window(), refused(Reason.REPLACED)),
        (replace(TICKET, state=ParticipantState.CANCELLED), Window(), refused(Reason.PARTICIPANT_CANCELLED)),
        (TICKET, Window(opens_at=NOON + HOUR), refused(Reason.NOT_YET_OPEN, NOON + HOUR)),
        (TICKET, Window(opens_at=NOON), ACCEPTED),
        (TICKET, Window(closes_at=NOON), refused(Reason.CLOSED, NOON)),
        (TICKET, Window(closes_at=NOON + HOUR), ACCEPTED),
        # What is wrong with the ticket is said before what is wrong with the hour.
        (replace(TICKET, revoked_at=NOON), Window(closes_at=NOON), refused(Reason.REVOKED, NOON)),
    ],
)
def test_judge_gives_the_first_reason(ticket: TicketFacts | None, window: Window, verdict: Verdict) -> None:
    assert judge(SCAN, ticket, event_id=1, rules=Rules(code="pleno", hand=window), at=NOON) == verdict


def test_judge_refuses_a_garbled_code_before_looking_at_tickets() -> None:
    scan = scan_request(SCAN.id, CODE[:-3], scanned_at=NOON)

    assert judge(scan, None, event_id=1, rules=Rules(code="pleno"), at=NOON) == refused(Reason.GARBLED)


@pytest.mark.parametrize(("says", "verdict"), [("pleno", ACCEPTED), ("makan", refused(Reason.WRONG_CHECKPOINT))])
def test_judge_refuses_a_device_that_says_it_stands_elsewhere(says: str, verdict: Verdict) -> None:
    scan = replace(SCAN, checkpoint=says)

    assert judge(scan, TICKET, event_id=1, rules=Rules(code="pleno"), at=NOON) == verdict


@pytest.mark.parametrize(
    ("offline", "claimed", "since", "counted"),
    [
        (False, NOON - HOUR, None, Moment(NOON, believed=False)),
        (False, NOON - HOUR / 20, None, Moment(NOON)),
        (True, NOON - HOUR, None, Moment(NOON - HOUR)),
        (True, NOON + HOUR, None, Moment(NOON, believed=False)),
        (True, NOON + HOUR / 20, None, Moment(NOON)),
        (True, NOON - 24 * HOUR, None, Moment(NOON - 24 * HOUR)),
        (True, NOON - 25 * HOUR, None, Moment(NOON, believed=False)),
        (True, NOON - HOUR, NOON - 2 * HOUR, Moment(NOON - HOUR)),
        (True, NOON - 2 * HOUR, NOON - HOUR, Moment(NOON, believed=False)),
    ],
)
def test_only_an_offline_device_sets_the_time_and_not_any_time(
    offline: bool, claimed: datetime, since: datetime | None, counted: Moment
) -> None:
    scan = replace(SCAN, scanned_at=claimed, offline=offline)

    assert counted_at(scan, since=since, now=NOON) == counted


@pytest.mark.parametrize("hours_wrong", [-2, 0, 2])
def test_a_wrong_clock_is_put_right_by_the_offset_it_was_measured_with(hours_wrong: int) -> None:
    scan = replace(
        SCAN,
        scanned_at=NOON - HOUR + hours_wrong * HOUR,
        clock_offset_ms=-hours_wrong * 3_600_000,
        offline=True,
    )

    assert counted_at(scan, since=None, now=NOON) == Moment(NOON - HOUR)


@pytest.mark.parametrize(
    ("zone", "day"), [(Zone.WIB, date(2024, 11, 6)), (Zone.WITA, date(2024, 11, 7)), (Zone.WIT, date(2024, 11, 7))]
)
def test_a_day_is_the_event_zones_day(zone: Zone, day: date) -> None:
    assert day_at(datetime(2024, 11, 6, 16, 30, tzinfo=UTC), zone) == day


@pytest.mark.parametrize(
    "verdict",
    [
        ACCEPTED,
        refused(Reason.CLOSED, NOON),
        Verdict(ScanOutcome.DUPLICATE, first=FirstScan(NOON, "Pintu Lobi", "Meja 2")),
    ],
)
def test_a_kept_verdict_is_read_back_equal(verdict: Verdict) -> None:
    assert verdict_from(verdict.outcome, verdict.reason or "", facts_of(verdict)) == verdict


@pytest.mark.parametrize(
    ("text", "is_id"),
    [
        ("00000000-0000-4000-8000-00000000000a", True),
        ("00000000-0000-4000-8000-00000000000A", False),
        ("00000000000040008000000000000001", False),
        ("{00000000-0000-4000-8000-000000000001}", False),
        ("1", False),
        ("", False),
    ],
)
def test_a_scan_id_has_one_spelling(text: str, is_id: bool) -> None:
    assert is_scan_id(text) is is_id


@pytest.mark.parametrize(("text", "may"), [("", False), ("ab", False), ("a 1 b", False), ("abc", True), ("Sri", True)])
def test_a_search_needs_three_letters(text: str, may: bool) -> None:
    assert may_search(text) is may


@pytest.mark.parametrize(("today", "shown"), [(5, 6), (6, 6), (7, 6), (8, 8), (9, 8)])
def test_the_day_shown_is_today_or_the_last_or_the_first(today: int, shown: int) -> None:
    days = [date(2024, 11, 6), date(2024, 11, 8)]

    assert day_to_show(days, date(2024, 11, today)) == date(2024, 11, shown)


@pytest.mark.parametrize(
    ("name", "code"),
    [("Pintu Pleno", "pintu-pleno"), ("  Café №1! ", "cafe-no1"), ("日本", "titik"), ("a" * 80, "a" * 40)],
)
def test_a_checkpoints_code_comes_from_its_name(name: str, code: str) -> None:
    assert code_of_name(name) == code

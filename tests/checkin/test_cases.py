"""The table that the server's rules and the browser's share."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from plm.checkin.rules import (
    Candidate,
    Direction,
    Passing,
    Person,
    Reason,
    Rules,
    ScanRequest,
    TicketFacts,
    Window,
    judge,
    read_ticket,
    settle,
    slot_of,
)
from plm.events.rules import Zone
from plm.registration.rules import EventRole, ParticipantState

CASES = json.loads((Path(__file__).parent / "cases.json").read_text())
EVENT = 1


def named(part: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in part]


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def rules_of(case: dict[str, Any]) -> Rules:
    windows = tuple(Window(moment(opens), moment(closes)) for opens, closes in case.get("windows", []))
    hand = Window(moment(case.get("opens_at")), moment(case.get("closes_at")))
    return Rules(
        code="pleno", hand=hand, windows=windows, exits=case.get("exits", False),
        roles=frozenset(case.get("roles", [])), guests_only=case.get("guests_only", False),
    )  # fmt: skip


def ticket_of(case: dict[str, Any] | None) -> TicketFacts | None:
    if case is None:
        return None
    person = Person(1, "Contoh Satu", "Perpusdes Contoh", tuple(EventRole(role) for role in case["roles"]))
    return TicketFacts(
        id=7, event_id=EVENT + case.get("other_event", False), state=ParticipantState(case["state"]), person=person,
        revoked_at=moment(case.get("revoked_at")), ended_at=moment(case.get("ended_at")),
        replaced_by="Contoh Enam" if case.get("replaced") else "",
    )  # fmt: skip


@pytest.mark.parametrize("case", named(CASES["reads"]))
def test_reading(case: dict[str, Any]) -> None:
    read = read_ticket(case["text"])

    assert {"lookup": read.lookup, "flaw": read.flaw} == case["expect"]


@pytest.mark.parametrize("case", named(CASES["verdicts"]))
def test_judging(case: dict[str, Any]) -> None:
    at = datetime.fromisoformat(case["at"])
    said = case["scan"]
    scan = ScanRequest(
        "a", "", at, checkpoint=said.get("checkpoint", ""), direction=Direction(said.get("direction", "in"))
    )
    scan = replace(scan, flaw=Reason(said["flaw"]) if "flaw" in said else None)

    verdict = judge(
        scan, ticket_of(case["ticket"]), event_id=EVENT, rules=rules_of(case["rules"]), at=at, is_guest=case["guest"]
    )

    found = {"outcome": verdict.outcome, "reason": verdict.reason, "moment": verdict.moment}
    assert found == {**case["expect"], "moment": moment(case["expect"]["moment"])}


@pytest.mark.parametrize("case", CASES["slots"])
def test_slots(case: dict[str, Any]) -> None:
    at = datetime.fromisoformat(case["at"])

    assert slot_of(Passing(case["passing"]), "a scan's own id", at, Zone(case["zone"])) == case["expect"]


@pytest.mark.parametrize("case", named(CASES["settled"]))
def test_settling(case: dict[str, Any]) -> None:
    scans = [
        Candidate(one["id"], datetime.fromisoformat(one["at"]), Direction(one["direction"])) for one in case["scans"]
    ]

    standing, outcomes = settle(scans, re_entry=case["re_entry"])

    found = {scan: vars(outcome) for scan, outcome in outcomes.items()}
    assert {"inside": standing.inside, "passes": standing.passes, "outcomes": found} == case["expect"]

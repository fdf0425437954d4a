"""The browser's judge runs the table of the server's."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.web.desk.engine.driving import ENGINE, Phone

CASES = json.loads((Path(__file__).parents[3] / "checkin" / "cases.json").read_text())
READ = f"""async (cases) => {{
  const {{ readCode }} = await import("{ENGINE}/codes.js");
  return cases.map(({{ text }}) => readCode(text)).map(({{ lookup, flaw = null }}) => ({{ lookup, flaw }}));
}}"""
JUDGE = f"""async (cases) => {{
  const {{ judge, rulesOf }} = await import("{ENGINE}/judge.js");
  const {{ msOf }} = await import("{ENGINE}/bytes.js");
  return cases.map(({{ scan, ticket, rules, guest, at }}) => {{
    const facts = ticket && {{
      otherEvent: ticket.other_event, state: ticket.state, roles: ticket.roles, replaced: ticket.replaced,
      revokedAt: msOf(ticket.revoked_at), endedAt: msOf(ticket.ended_at),
    }};
    const asked = {{ direction: "in", ...scan }};
    const place = rulesOf({{ code: "pleno", ...rules }});
    const verdict = judge(asked, facts, {{ rules: place, at: msOf(at), isGuest: guest }});
    return {{ outcome: verdict.outcome, reason: verdict.reason ?? null, moment: verdict.moment ?? null }};
  }});
}}"""
SLOTS = f"""async (cases) => {{
  const {{ slotOf }} = await import("{ENGINE}/judge.js");
  return cases.map(({{ passing, zone, at }}) => slotOf(passing, "a scan's own id", Date.parse(at), zone));
}}"""
SETTLE = f"""async (cases) => {{
  const {{ settle }} = await import("{ENGINE}/judge.js");
  return cases.map(({{ scans, re_entry }}) => {{
    const [standing, outcomes] = settle(scans.map((scan) => ({{ ...scan, at: Date.parse(scan.at) }})), re_entry);
    const plain = ({{ outcome, reason = null, first }}) => ({{ outcome, reason, first: first?.id ?? null }});
    const found = [...outcomes].map(([id, settled]) => [id, plain(settled)]);
    return {{ inside: standing.inside, passes: standing.passes, outcomes: Object.fromEntries(found) }};
  }});
}}"""
SIGNED = f"""async ({{ keys, tag, cases, without }}) => {{
  if (without) crypto.subtle.verify = () => Promise.reject(new DOMException("no Ed25519", "NotSupportedError"));
  const {{ readCode }} = await import("{ENGINE}/codes.js");
  const {{ checkSigned }} = await import("{ENGINE}/signed.js");
  return Promise.all(cases.map(async ({{ text }}) => {{
    const {{ kind, lookup }} = readCode(text);
    return kind === "signed" ? checkSigned(lookup, {{ keys, tag }}) : kind;
  }}));
}}"""


def moment(text: str | None, phone: Phone) -> Any:
    return text and phone.page.evaluate("(text) => Date.parse(text)", text)


def named(part: list[dict[str, Any]], answers: list[Any]) -> dict[str, Any]:
    return {case["name"]: answer for case, answer in zip(part, answers, strict=True)}


def test_reading(phone: Phone) -> None:
    part = CASES["reads"]

    assert named(part, phone.page.evaluate(READ, part)) == named(part, [case["expect"] for case in part])


def test_judging(phone: Phone) -> None:
    part = CASES["verdicts"]
    expected = [{**case["expect"], "moment": moment(case["expect"]["moment"], phone)} for case in part]

    assert named(part, phone.page.evaluate(JUDGE, part)) == named(part, expected)


def test_slots(phone: Phone) -> None:
    part = CASES["slots"]

    assert phone.page.evaluate(SLOTS, part) == [case["expect"] for case in part]


def test_settling(phone: Phone) -> None:
    part = CASES["settled"]

    assert named(part, phone.page.evaluate(SETTLE, part)) == named(part, [case["expect"] for case in part])


@pytest.mark.parametrize("without", [False, True], ids=["WebCrypto", "noble"])
def test_signed_tickets(phone: Phone, without: bool) -> None:
    part = CASES["signed"]["cases"]

    found = phone.page.evaluate(SIGNED, {**CASES["signed"], "without": without})

    assert named(part, found) == named(part, [case["expect"] for case in part])

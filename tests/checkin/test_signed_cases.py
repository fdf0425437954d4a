"""The signed part of the table that the server's rules and the browser's share."""

import json
from pathlib import Path
from typing import Any

import pytest

from plm.checkin.rules import Signing, event_tag, read_ticket

CASES = json.loads((Path(__file__).parent / "cases.json").read_text())["signed"]
KEYS = {key["number"]: key["public_key"] for key in CASES["keys"] if not key["revoked"]}


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES["cases"]])
def test_signed_tickets(case: dict[str, Any]) -> None:
    read = read_ticket(case["text"], keys=Signing(tag=CASES["tag"], public_keys=KEYS))

    assert ({"flaw": read.flaw.value} if read.flaw else {"serial": read.serial}) == case["expect"]


def test_the_tag_is_of_the_events_slug() -> None:
    assert event_tag(CASES["slug"]) == CASES["tag"]

"""Digests that say whether two runs had the same inputs, and whether they came out the same."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any

from plm.eligibility.rules.candidates import Candidate, Manual
from plm.eligibility.rules.deciding import Decision
from plm.eligibility.rules.numbers import plain
from plm.eligibility.rules.policy import Policy
from plm.eligibility.rules.reasons import reason_to_document


def digest_of_inputs(
    candidates: Iterable[Candidate], policy: Policy, manual: Mapping[int, Manual], *, period: str
) -> str:
    """Everything a decision rests on, in one order."""
    known = sorted(candidates, key=lambda candidate: candidate.library_id)
    by_hand = sorted(manual.items())
    return _digest(
        {
            "period": period,
            "policy": policy.to_document(),
            "candidates": [_facts_of(one) for one in known],
            "manual": [[id_, one.kind.value, one.reason, one.by, one.at.isoformat()] for id_, one in by_hand],
        }
    )


def digest_of_result(decisions: Iterable[Decision]) -> str:
    """Every outcome with its reasons, in the order of library ids."""
    known = sorted(decisions, key=lambda decision: decision.library_id)
    return _digest(
        [
            [one.library_id, one.outcome.value, one.rank, [reason_to_document(reason) for reason in one.reasons]]
            for one in known
        ]
    )


def _facts_of(one: Candidate) -> list[Any]:
    """What a policy without history and components never read stays out, so old digests stand."""
    facts: list[Any] = [one.library_id, one.kind.value, one.region_code, _plain(one.score)]
    if one.history or one.components:
        parts = {code: plain(score) for code, score in one.components.items()}
        facts += [[_plain(score) for score in one.history], parts]
    return facts


def _plain(score: Decimal | None) -> str | None:
    return None if score is None else plain(score)


def _digest(document: Any) -> str:
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()

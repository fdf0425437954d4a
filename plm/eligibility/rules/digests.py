"""Digests that say whether two runs had the same inputs, and whether they came out the same."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from plm.eligibility.rules.deciding import Candidate, Decision, Manual
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
            "candidates": [
                [one.library_id, one.kind.value, one.region_code, None if one.score is None else plain(one.score)]
                for one in known
            ],
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


def _digest(document: Any) -> str:
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()

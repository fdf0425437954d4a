"""Digests that say whether two runs had the same inputs, and whether they came out the same."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Any

from plm.eligibility.rules.candidates import Candidate, Manual
from plm.eligibility.rules.deciding import Decision
from plm.eligibility.rules.numbers import plain
from plm.eligibility.rules.parts import Band
from plm.eligibility.rules.policy import Policy
from plm.eligibility.rules.reasons import reasons_as_text


def digest_of_inputs(
    candidates: Iterable[Candidate],
    policy: Policy,
    manual: Mapping[int, Manual],
    *,
    period: str,
    band: Band | None = None,
) -> str:
    """Everything a decision rests on, in one order."""
    known = sorted(candidates, key=lambda candidate: candidate.library_id)
    by_hand = [[id_, one.kind.value, one.reason, one.by, one.at.isoformat()] for id_, one in sorted(manual.items())]
    parts = {"manual": _canonical(by_hand), "period": _canonical(period), "policy": _canonical(policy.to_document())}
    if band is not None:
        parts["band"] = _canonical([band.name, plain(band.minimum)])
    parts["candidates"] = f"[{','.join(map(_facts_of, known))}]"
    return _digest(f"{{{','.join(_named(name, parts[name]) for name in sorted(parts))}}}")


def digest_of_result(decisions: Iterable[Decision]) -> str:
    """Every outcome with its reasons, in the order of library ids."""
    known = sorted(decisions, key=lambda decision: decision.library_id)
    # Canonical JSON put together by hand: each reason's text is made once for the whole country.
    lines = (
        f'[{one.library_id},"{one.outcome.value}",{"null" if one.rank is None else one.rank},'
        f"{reasons_as_text(one.reasons)}]"
        for one in known
    )
    return _digest(f"[{','.join(lines)}]")


def _named(name: str, text: str) -> str:
    return f'"{name}":{text}'


def _facts_of(one: Candidate) -> str:
    """What a policy without history and components never read stays out, so old digests stand."""
    facts = f'{one.library_id},"{one.kind.value}","{one.region_code}",{_plain(one.score)}'
    if one.history or one.components:
        history = ",".join(map(_plain, one.history))
        parts = ",".join(_named(code, _plain(score)) for code, score in sorted(one.components.items()))
        facts += f",[{history}],{{{parts}}}"
    return f"[{facts}]"


@lru_cache(maxsize=1 << 16)
def _plain(score: Decimal | None) -> str:
    return "null" if score is None else f'"{plain(score)}"'


def _canonical(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()

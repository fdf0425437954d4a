"""Digests that say whether two runs had the same inputs, and whether they came out the same."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from plm.eligibility.rules.candidates import Manual
from plm.eligibility.rules.deciding import OUTCOMES, Verdict
from plm.eligibility.rules.facts import KINDS, Facts
from plm.eligibility.rules.numbers import plain
from plm.eligibility.rules.parts import Band
from plm.eligibility.rules.policy import Policy
from plm.eligibility.rules.writing import chosen, scores_as_text


def digest_of_inputs(
    facts: Facts, policy: Policy, manual: Mapping[int, Manual], *, period: str, band: Band | None = None
) -> str:
    """Everything a decision rests on, in one order."""
    by_hand = [[id_, one.kind.value, one.reason, one.by, one.at.isoformat()] for id_, one in sorted(manual.items())]
    parts = {"manual": _canonical(by_hand), "period": _canonical(period), "policy": _canonical(policy.to_document())}
    if band is not None:
        parts["band"] = _canonical([band.name, plain(band.minimum)])
    parts["candidates"] = f"[{','.join(_facts_of_each(facts))}]"
    return _digest(f"{{{','.join(_named(name, parts[name]) for name in sorted(parts))}}}")


def digest_of_result(verdict: Verdict) -> str:
    """Every outcome with its reasons, in the order of library ids."""
    # Canonical JSON put together by hand: each reason's text is made once for the whole country.
    words = [outcome.value for outcome in OUTCOMES]
    ranks = ("null" if rank is None else rank for rank in verdict.ranks)
    rows = zip(verdict.facts.ids.tolist(), chosen(words, verdict.outcomes), ranks, verdict.reasons, strict=True)
    lines = [f'[{id_},"{word}",{rank},{reasons}]' for id_, word, rank, reasons in rows]
    return _digest(f"[{','.join(lines)}]")


def _named(name: str, text: str) -> str:
    return f'"{name}":{text}'


def _facts_of_each(facts: Facts) -> list[str]:
    """What a policy without history and components never read stays out, so old digests stand."""
    known = zip(
        facts.ids.tolist(),
        chosen([kind.value for kind in KINDS], facts.kinds),
        facts.regions.astype("U13").tolist(),
        scores_as_text(facts.scores),
        _more_of_each(facts),
        strict=True,
    )
    return [f'[{id_},"{kind}","{code}",{score}{more}]' for id_, kind, code, score, more in known]


def _more_of_each(facts: Facts) -> list[str]:
    if not facts.history and not facts.components:
        return [""] * len(facts)
    history = [scores_as_text(column) for column in facts.history]
    past = [",".join(scores) for scores in zip(*history, strict=True)] if history else [""] * len(facts)
    parts = [
        ["" if score == "null" else f",{_named(code, score)}" for score in scores_as_text(column)]
        for code, column in sorted(facts.components.items())
    ]
    named = ["".join(texts)[1:] for texts in zip(*parts, strict=True)] if parts else [""] * len(facts)
    return [f",[{scores}],{{{texts}}}" if history or texts else "" for scores, texts in zip(past, named, strict=True)]


def _canonical(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()

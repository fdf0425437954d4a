"""Who moves up when somebody gives a place up: the decision again without those who did, and never past a cap."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from plm.eligibility.rules.candidates import Manual
from plm.eligibility.rules.deciding import decide_all
from plm.eligibility.rules.facts import KINDS, Facts
from plm.eligibility.rules.order import in_order
from plm.eligibility.rules.parts import Band
from plm.eligibility.rules.policy import COMPETING_KINDS, Policy
from plm.eligibility.rules.words import ManualKind


@dataclass(frozen=True)
class Reserve:
    """What a run was decided on, and what has become of its places, by library.

    `holding` have a place now; `gone` have given theirs up; `known` have or had an invitation, or wait for one.
    """

    facts: Facts
    policy: Policy
    manual: Mapping[int, Manual]
    period: str
    band: Band | None
    holding: frozenset[int]
    gone: frozenset[int]
    known: frozenset[int]

    def without(self, library_id: int, by: Manual) -> tuple["Reserve", tuple[int, ...]]:
        """After this library has given its place up: the reserve then, and who moves up, in the policy's order.

        `by` is how the decision is told to leave it out. Mostly one moves up, nobody where no one fits.
        """
        left = replace(self, gone=self.gone | {library_id}, holding=self.holding - {library_id})
        excluded = dict.fromkeys(left.gone, by)
        verdict = decide_all(left.facts, left.policy, {**left.manual, **excluded}, period=left.period, band=left.band)
        rows = np.flatnonzero(verdict.invited & ~np.isin(left.facts.ids, sorted(left.known)))
        up = left._fitting(in_order(left.facts, left.policy, rows).tolist())
        return replace(left, holding=left.holding | set(up), known=left.known | set(up)), up

    def _fitting(self, rows: list[int]) -> tuple[int, ...]:
        """Those for whom province and kind have a place: who was invited once and would not be now still holds one."""
        facts, policy = self.facts, self.policy
        by_hand = {id_ for id_, one in self.manual.items() if one.kind is ManualKind.INCLUDE}
        sitting = np.isin(facts.ids, sorted(self.holding - by_hand))
        kinds = Counter(facts.kinds[sitting].tolist())
        provinces = Counter(facts.provinces[sitting & facts.is_of(COMPETING_KINDS)].tolist())
        cap, found = policy.provinces.cap, []
        for row in rows:
            kind, province = int(facts.kinds[row]), int(facts.provinces[row])
            competes = KINDS[kind] in COMPETING_KINDS
            seats = policy.capacity.get(KINDS[kind])
            if seats is not None and kinds[kind] >= seats:
                continue
            if competes and cap is not None and provinces[province] >= cap:
                continue
            kinds[kind] += 1
            provinces[province] += competes
            found.append(int(facts.ids[row]))
        return tuple(found)

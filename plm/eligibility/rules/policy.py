"""The committee's policy: each part optional, none published (domain 1.4), all of it data."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from plm.eligibility.rules.numbers import plain
from plm.eligibility.rules.parts import COMPONENT_TIE, Consistency, FillRule, Provinces, TieBreaker, Waves
from plm.eligibility.rules.refusals import PolicyProblem, refused
from plm.libraries.rules import LibraryKind

EVERY_KIND = frozenset(LibraryKind)
# Offices stand alone in their region; villages and reading centres of a regency compete with each other.
COMPETING_KINDS = frozenset({LibraryKind.VILLAGE, LibraryKind.TBM})
FINEST = Decimal("0.0001")
MOST_PERIODS = 12


@dataclass(frozen=True)
class Policy:
    """Who is invited: every part optional, applied in the order in which `docs/eligibility.md` tells them.

    `judged` are the kinds that `band`, `components` and `consistency` look at; `minimum`, `capacity` and `delegation`
    (how many people a library of the kind may send) name theirs.
    """

    kinds: frozenset[LibraryKind] = EVERY_KIND
    minimum: Mapping[LibraryKind, Decimal] = field(default_factory=dict)
    best_per_regency: int | None = None
    judged: frozenset[LibraryKind] = COMPETING_KINDS
    band: str | None = None
    components: Mapping[str, Decimal] = field(default_factory=dict)
    consistency: Consistency | None = None
    provinces: Provinces = field(default_factory=Provinces)
    capacity: Mapping[LibraryKind, int] = field(default_factory=dict)
    fill: FillRule = FillRule.NOBODY
    waves: Waves | None = None
    office_follows: bool = False
    tie_breakers: tuple[str, ...] = ()
    delegation: Mapping[LibraryKind, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.kinds:
            raise refused(PolicyProblem.NO_KIND, "kinds", "")
        if not self.judged and (self.band or self.components or self.consistency):
            raise refused(PolicyProblem.NO_KIND, "judged", "")
        for kind, lowest in self.minimum.items():
            _check_minimum(kind.value, lowest)
        for code, lowest in self.components.items():
            _check_minimum(f"component_{code}", lowest)
        if self.best_per_regency is not None and self.best_per_regency < 1:
            raise refused(PolicyProblem.BEST_NOT_POSITIVE, "best_per_regency", self.best_per_regency)
        _check_counts(self)
        _check_consistency(self.consistency)
        if self.fill is not FillRule.NOBODY and not self.capacity.keys() & COMPETING_KINDS:
            raise refused(PolicyProblem.FILL_WITHOUT_CAPACITY, "fill", self.fill.value)
        if self.waves is not None and not self.waves.invited & set(self.waves.of_province.values()):
            raise refused(PolicyProblem.NO_WAVE_INVITED, "invited_waves", "")
        for tie in self.tie_breakers:
            if tie not in set(TieBreaker) and not tie.startswith(COMPONENT_TIE):
                raise refused(PolicyProblem.UNKNOWN_TIE_BREAKER, "tie_breakers", tie)

    def ranks(self, kind: LibraryKind) -> bool:
        """Whether libraries of this kind compete within their regency."""
        return self.best_per_regency is not None and kind in COMPETING_KINDS

    def seats(self, kind: LibraryKind) -> bool:
        """Whether seats of this kind are counted anywhere, so that an order is needed."""
        counted = self.provinces.cap is not None or self.provinces.guarantee is not None
        return self.ranks(kind) or kind in self.capacity or (counted and kind in COMPETING_KINDS)

    def judges(self, kind: LibraryKind) -> bool:
        """Whether band, components or consistency are asked of this kind."""
        return kind in self.judged and bool(self.band or self.components or self.consistency)

    def needs_score(self, kind: LibraryKind) -> bool:
        return kind in self.minimum or self.seats(kind) or self.judges(kind)

    def seats_short(self, provinces: int) -> int:
        """How many seats are lacking to keep the promise to so many provinces; 0 where seats are not counted."""
        invited = self.kinds & COMPETING_KINDS
        if self.provinces.guarantee is None or not invited or not invited <= self.capacity.keys():
            return 0
        return max(0, self.provinces.guarantee * provinces - sum(self.capacity[kind] for kind in invited))

    @property
    def needs_any_score(self) -> bool:
        return any(self.needs_score(kind) for kind in self.kinds)

    @property
    def periods(self) -> int:
        """How many of the last periods it looks at, its own among them."""
        before = 2 if TieBreaker.PREVIOUS_SCORE in self.tie_breakers else 1
        return max(before, self.consistency.of if self.consistency else 1)

    @property
    def component_codes(self) -> frozenset[str]:
        """The components it looks at."""
        ties = {tie.removeprefix(COMPONENT_TIE) for tie in self.tie_breakers if tie.startswith(COMPONENT_TIE)}
        return frozenset(self.components.keys() | ties)

    def to_document(self) -> dict[str, Any]:
        """The terms as JSON keeps them; a part that is not set is absent, so new parts leave old digests alone."""
        parts: dict[str, Any] = {}
        if self.kinds != EVERY_KIND:
            parts["kinds"] = sorted(self.kinds)
        if self.minimum:
            parts["minimum"] = {kind.value: plain(lowest) for kind, lowest in sorted(self.minimum.items())}
        if self.best_per_regency is not None:
            parts["best_per_regency"] = self.best_per_regency
        if self.judged != COMPETING_KINDS:
            parts["judged"] = sorted(self.judged)
        if self.band is not None:
            parts["band"] = self.band
        if self.components:
            parts["components"] = {code: plain(lowest) for code, lowest in sorted(self.components.items())}
        if (steady := self.consistency) is not None:
            parts["consistency"] = {"minimum": plain(steady.minimum), "times": steady.times, "of": steady.of}
        for name in ("cap", "guarantee"):
            if (count := getattr(self.provinces, name)) is not None:
                parts[f"province_{name}"] = count
        if self.capacity:
            parts["capacity"] = {kind.value: seats for kind, seats in sorted(self.capacity.items())}
        if self.fill is not FillRule.NOBODY:
            parts["fill"] = self.fill.value
        if self.waves is not None:
            of_province = dict(sorted(self.waves.of_province.items()))
            parts["waves"] = {"of_province": of_province, "invited": sorted(self.waves.invited)}
        if self.office_follows:
            parts["office_follows"] = True
        if self.tie_breakers:
            parts["tie_breakers"] = list(self.tie_breakers)
        if self.delegation:
            parts["delegation"] = {kind.value: people for kind, people in sorted(self.delegation.items())}
        return parts

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Policy":
        """The policy that `to_document` wrote; anything unknown is refused, never dropped."""
        if unknown := sorted(document.keys() - _PARTS):
            raise refused(PolicyProblem.UNKNOWN_PART, unknown[0], document[unknown[0]])
        steady = document.get("consistency")
        waves = document.get("waves")
        return cls(
            kinds=_kinds(document, "kinds", EVERY_KIND),
            minimum={_kind(word, "minimum"): _number(word, text) for word, text in document.get("minimum", {}).items()},
            best_per_regency=_whole(document, "best_per_regency", PolicyProblem.BEST_NOT_POSITIVE),
            judged=_kinds(document, "judged", COMPETING_KINDS),
            band=document.get("band"),
            components={code: _number(code, text) for code, text in sorted(document.get("components", {}).items())},
            consistency=None if steady is None else _consistency(steady),
            provinces=Provinces(_whole(document, "province_cap"), _whole(document, "province_guarantee")),
            capacity=_counts(document, "capacity"),
            delegation=_counts(document, "delegation"),
            fill=_fill(document.get("fill", FillRule.NOBODY.value)),
            waves=None if waves is None else Waves(dict(waves["of_province"]), frozenset(waves["invited"])),
            office_follows=bool(document.get("office_follows", False)),
            tie_breakers=tuple(document.get("tie_breakers", ())),
        )


_PARTS = frozenset(
    {
        *("kinds", "minimum", "best_per_regency", "judged", "band", "components", "consistency", "province_cap"),
        *("province_guarantee", "capacity", "fill", "waves", "office_follows", "tie_breakers", "delegation"),
    }
)


def require_within_scale(policy: Policy, maximum: Decimal) -> None:
    """A lowest score that nobody could reach is a slip of the hand; raises PolicyNotSound."""
    for kind, lowest in policy.minimum.items():
        if lowest > maximum:
            raise refused(PolicyProblem.MINIMUM_OUT_OF_RANGE, kind.value, lowest, maximum=maximum)
    for code, lowest in policy.components.items():
        if lowest > maximum:
            raise refused(PolicyProblem.MINIMUM_OUT_OF_RANGE, f"component_{code}", lowest, maximum=maximum)
    if policy.consistency is not None and policy.consistency.minimum > maximum:
        lowest = policy.consistency.minimum
        raise refused(PolicyProblem.MINIMUM_OUT_OF_RANGE, "consistency_minimum", lowest, maximum=maximum)


def require_known_components(policy: Policy, known: Collection[str]) -> None:
    """A component that the period does not define could never be met; raises PolicyNotSound."""
    for code in sorted(policy.component_codes.difference(known)):
        raise refused(PolicyProblem.UNKNOWN_COMPONENT, "period", code)


def require_known_band(policy: Policy, known: Collection[str]) -> None:
    """A band that the period does not define has no lowest score; raises PolicyNotSound."""
    if policy.band is not None and policy.band not in known:
        raise refused(PolicyProblem.UNKNOWN_BAND, "band", policy.band)


def _check_minimum(part: str, lowest: Decimal) -> None:
    if not lowest.is_finite():
        raise refused(PolicyProblem.MINIMUM_NOT_A_NUMBER, part, lowest)
    if lowest < 0:
        raise refused(PolicyProblem.MINIMUM_OUT_OF_RANGE, part, lowest)
    if lowest % FINEST:
        raise refused(PolicyProblem.MINIMUM_TOO_FINE, part, lowest)


def _check_counts(policy: Policy) -> None:
    cap, guarantee = policy.provinces.cap, policy.provinces.guarantee
    counts = {"province_cap": cap, "province_guarantee": guarantee}
    counts |= {f"capacity_{kind.value}": seats for kind, seats in policy.capacity.items()}
    counts |= {f"delegation_{kind.value}": people for kind, people in policy.delegation.items()}
    for part, count in counts.items():
        if count is not None and count < 1:
            raise refused(PolicyProblem.COUNT_NOT_POSITIVE, part, count)
    if cap is not None and guarantee is not None and guarantee > cap:
        raise refused(PolicyProblem.GUARANTEE_ABOVE_CAP, "province_guarantee", guarantee)


def _check_consistency(steady: Consistency | None) -> None:
    if steady is None:
        return
    _check_minimum("consistency_minimum", steady.minimum)
    if not 1 <= steady.times <= steady.of <= MOST_PERIODS:
        raise refused(PolicyProblem.CONSISTENCY_NOT_POSSIBLE, "consistency_times", steady.times)


def _consistency(document: Mapping[str, Any]) -> Consistency:
    lowest = _number("consistency_minimum", document.get("minimum"))
    times, of = (_whole(document, name, PolicyProblem.CONSISTENCY_NOT_POSSIBLE) or 0 for name in ("times", "of"))
    return Consistency(lowest, times, of)


def _whole(
    document: Mapping[str, Any], part: str, problem: PolicyProblem = PolicyProblem.COUNT_NOT_POSITIVE
) -> int | None:
    count = document.get(part)
    if count is not None and (isinstance(count, bool) or not isinstance(count, int)):
        raise refused(problem, part, count)
    return count


def _counts(document: Mapping[str, Any], part: str) -> dict[LibraryKind, int]:
    counts = document.get(part, {})
    return {_kind(word, part): _whole(counts, word) or 0 for word in counts}


def _fill(word: str) -> FillRule:
    try:
        return FillRule(word)
    except ValueError as error:
        raise refused(PolicyProblem.UNKNOWN_FILL, "fill", word) from error


def _kinds(document: Mapping[str, Any], part: str, default: frozenset[LibraryKind]) -> frozenset[LibraryKind]:
    words = document.get(part)
    return default if words is None else frozenset(_kind(word, part) for word in words)


def _kind(word: str, part: str) -> LibraryKind:
    try:
        return LibraryKind(word)
    except ValueError as error:
        raise refused(PolicyProblem.UNKNOWN_KIND, part, word) from error


def _number(kind: str, text: Any) -> Decimal:
    try:
        return Decimal(text)
    except (InvalidOperation, TypeError, ValueError) as error:
        raise refused(PolicyProblem.MINIMUM_NOT_A_NUMBER, kind, text) from error

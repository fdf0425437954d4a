"""Is the bound of a plan true? Recomputed from its prices in plain whole numbers, without one line of the solver."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from plm.expo.rules.fit import fits, percentiles, points
from plm.expo.rules.model import Booth, Exhibitor, Inputs, Plan, Problem, Proof, Zone

TOGETHER = 4


def problems_of(plan: Plan, inputs: Inputs) -> tuple[Problem, ...]:
    """Everything false in what the plan says about the best possible one; nothing for a plan that says nothing."""
    if plan.proof is None:
        return (Problem("proof_missing"),) if plan.objective.optimal or plan.objective.bound else ()
    return tuple(_Check(plan, inputs, plan.proof).problems())


@dataclass
class _Check:
    plan: Plan
    inputs: Inputs
    proof: Proof

    def __post_init__(self) -> None:
        self.booths = {booth.id: booth for booth in self.inputs.booths if not booth.blocked}
        self.zones = {zone.id: zone for zone in self.inputs.zones}
        self.pins = dict(self.inputs.pins)
        self.confirmed = dict(self.inputs.previous)
        self.share = percentiles(self.inputs.exhibitors)
        self.seat_of = {seat.exhibitor: seat.booth for seat in self.plan.seats}
        self.seated = [one for one in self.inputs.exhibitors if one.id in self.seat_of]
        self.weights = {"category": self.inputs.rules.rival_points, "region": self.inputs.rules.kin_points}
        self.near: dict[tuple[str, str], int] = {}
        for pair in self.inputs.neighbours:
            key = (min(pair.one, pair.other), max(pair.one, pair.other))
            self.near[key] = max(self.near.get(key, 0), pair.nearness)

    def problems(self) -> Iterator[Problem]:
        broken = tuple(self._prices_out_of_range())
        yield from broken
        if broken:
            return
        total = self._total()
        if total != self.proof.total:
            yield Problem("proof_total", {"said": self.proof.total, "found": total})
        found = total // self.proof.unit - self.proof.stay * self.proof.kept
        yield from self._bound_false(found)
        yield from self._moves_false(found)

    def _bound_false(self, found: int) -> Iterator[Problem]:
        """A plan changed by hand may keep fewer in their booths than the bound speaks of, and then score more."""
        objective = self.plan.objective
        if self.proof.by == "prices" and found != objective.bound:
            yield Problem("proof_bound", {"said": objective.bound, "found": found})
        above = objective.score > objective.bound and self._stays() >= self.proof.kept
        if found < objective.bound or above:
            yield Problem("proof_above", {"said": objective.bound, "found": found, "score": objective.score})
        if objective.optimal and (objective.score != objective.bound or self._stays() < self.proof.kept):
            yield Problem("proof_not_optimal", {"bound": objective.bound, "score": objective.score})

    def _moves_false(self, found: int) -> Iterator[Problem]:
        """One more who stays would, at the lowest score there is, be worth more than the limit: so nobody more can."""
        if not self.confirmed or not self.seated:
            return
        if self._stays() > self.proof.kept or found >= self.proof.stay + self._lowest():
            yield Problem("proof_moves", {"kept": self.proof.kept})

    def _stays(self) -> int:
        return sum(self.confirmed.get(one) == booth for one, booth in self.seat_of.items())

    def _lowest(self) -> int:
        """No plan scores less."""
        room = {name: booth.capacity for name, booth in self.booths.items()}
        across = sum(near * room.get(one, 0) * room.get(other, 0) for (one, other), near in self.near.items())
        within = TOGETHER * sum(places * (places - 1) // 2 for places in room.values())
        each = [
            min((self._points(one, booth) for booth in self.booths.values() if self._may(one, booth)), default=0)
            for one in self.seated
        ]
        return sum(each) - (across + within) * sum(self.weights.values())

    def _prices_out_of_range(self) -> Iterator[Problem]:
        proof = self.proof
        if proof.unit < 1 or min(proof.stay, proof.kept) < 0:
            yield Problem("proof_unit")
        named = Counter([one[:-1] for one in (*proof.booths, *proof.pairs, *proof.shared)])
        if any(count > 1 for count in named.values()):
            yield Problem("proof_twice")
        for booth, price in proof.booths:
            if booth not in self.booths or price < 0:
                yield Problem("proof_price", {"booth": booth, "price": price})
        for one, other, kind, _, price in proof.pairs:
            most = proof.unit * self.weights.get(kind, 0) * self.near.get((min(one, other), max(one, other)), 0)
            if one == other or not {one, other} <= self.booths.keys() or not 0 <= price <= most:
                yield Problem("proof_price", {"booth": one, "price": price})
        for booth, kind, _, price in proof.shared:
            if booth not in self.booths or kind not in self.weights or price < 0:
                yield Problem("proof_price", {"booth": booth, "price": price})

    def _total(self) -> int:
        """Weak duality: what each exhibitor can gain at most, and what all places and meetings are priced at."""
        charges: Counter[tuple[str, str, str]] = Counter()
        total = 0
        for one, other, kind, label, price in self.proof.pairs:
            here, there = self.booths[one].capacity, self.booths[other].capacity
            charges[one, kind, label] += price * there
            charges[other, kind, label] += price * here
            total += price * here * there
        for booth, kind, label, price in self.proof.shared:
            charges[booth, kind, label] += price
            total += self._tangent(price, kind, self.booths[booth].capacity)
        places = dict(self.proof.booths)
        total += sum(price * self.booths[booth].capacity for booth, price in places.items())
        return total + sum(self._most(one, charges, places) for one in self.seated)

    def _tangent(self, price: int, kind: str, room: int) -> int:
        meeting = self.proof.unit * self.weights[kind] * TOGETHER
        return max(price * count - meeting * (count * (count - 1) // 2) for count in range(room + 1))

    def _most(self, one: Exhibitor, charges: Counter[tuple[str, str, str]], places: dict[str, int]) -> int:
        gains = (
            self.proof.unit * self._value(one, booth)
            - charges[booth.id, "category", one.category]
            - charges[booth.id, "region", one.region]
            - places.get(booth.id, 0)
            for booth in self.booths.values()
            if self._may(one, booth)
        )
        return max(gains, default=0)

    def _zone(self, booth: Booth) -> Zone:
        return self.zones.get(booth.zone, Zone(""))

    def _may(self, one: Exhibitor, booth: Booth) -> bool:
        if one.id in self.pins:
            return booth.id == self.pins[one.id]
        return fits(one, booth, self._zone(booth))

    def _value(self, one: Exhibitor, booth: Booth) -> int:
        stay = self.proof.stay if self.confirmed.get(one.id) == booth.id else 0
        return stay + self._points(one, booth)

    def _points(self, one: Exhibitor, booth: Booth) -> int:
        return points(one, booth, self._zone(booth), self.share[one.id], self.inputs.rules)

"""An independent checker: it recomputes every promise of a plan without one line of the solver."""

from collections import Counter
from collections.abc import Iterator, Mapping

from plm.expo.rules.fairness import Fairness
from plm.expo.rules.model import Booth, Exhibitor, Inputs, Plan, Problem


def verify(plan: Plan, inputs: Inputs) -> tuple[Problem, ...]:
    """Every broken promise; an empty answer means that the plan keeps them all."""
    return tuple(_Checker(plan, inputs).problems())


class _Checker:
    def __init__(self, plan: Plan, inputs: Inputs) -> None:
        self.plan, self.inputs = plan, inputs
        self.booths = {booth.id: booth for booth in inputs.booths}
        self.people = {one.id: one for one in inputs.exhibitors}
        self.zones = {zone.id: zone for zone in inputs.zones}
        self.seat_of = {seat.exhibitor: seat.booth for seat in plan.seats}
        self.open_to = {one: {booth for booth in self.booths if self._allowed(one, booth)} for one in self.people}
        self.holders: dict[str, set[str]] = {booth: set() for booth in self.booths}
        for one, booth in self.seat_of.items():
            if one in self.people and booth in self.booths:
                self.holders[booth].add(one)
        self.places = Counter(one.region for one in inputs.exhibitors if one.id in self.seat_of)

    def problems(self) -> Iterator[Problem]:
        yield from self._everyone_once()
        yield from self._booths_hold()
        yield from self._pins_hold()
        yield from self._objective_holds()
        if {seat.booth for seat in self.plan.seats} <= self.booths.keys() and self.seat_of.keys() <= self.people.keys():
            yield from self._claims()

    def _everyone_once(self) -> Iterator[Problem]:
        named = Counter([seat.exhibitor for seat in self.plan.seats] + [one.exhibitor for one in self.plan.waiting])
        for one in sorted(set(named) | set(self.people)):
            if named[one] != 1 or one not in self.people:
                yield Problem("not_once", {"exhibitor": one, "count": named[one]})
        if [one.position for one in self.plan.waiting] != list(range(1, len(self.plan.waiting) + 1)):
            yield Problem("queue_broken")

    def _booths_hold(self) -> Iterator[Problem]:
        for seat in self.plan.seats:
            if seat.booth not in self.booths or not self._allowed(seat.exhibitor, seat.booth):
                yield Problem("not_allowed", {"exhibitor": seat.exhibitor, "booth": seat.booth})
        for booth, count in Counter(self.seat_of.values()).items():
            if booth in self.booths and count > self.booths[booth].capacity:
                yield Problem("over_full", {"booth": booth, "count": count})

    def _pins_hold(self) -> Iterator[Problem]:
        for exhibitor, booth in self.inputs.pins:
            if self.seat_of.get(exhibitor) != booth:
                yield Problem("pin_broken", {"exhibitor": exhibitor, "booth": booth})

    def _objective_holds(self) -> Iterator[Problem]:
        found = self.plan.objective
        seated = [self.people[one] for one in self.seat_of if one in self.people]
        depth = max(self.places.values(), default=0)
        rounds = tuple(len([n for n in self.places.values() if n >= k]) for k in range(1, depth + 1))
        points = {
            seat.exhibitor: self._points(self.people[seat.exhibitor], self.booths[seat.booth])
            for seat in self.plan.seats
            if seat.exhibitor in self.people and seat.booth in self.booths
        }
        subrounds = self._subrounds(seated)
        # A plan from before there were rounds within regions says nothing about them.
        said = (found.placed, found.rounds, found.subrounds or subrounds, found.kpi)
        if said != (len(seated), rounds, subrounds, sum(one.kpi for one in seated)):
            yield Problem("objective_wrong")
        if (found.moves, found.lost) != self._moves():
            yield Problem("moves_wrong")
        if found.penalty != self._penalty():
            yield Problem("penalty_wrong")
        if {seat.exhibitor: seat.points for seat in self.plan.seats} != points or found.points != sum(points.values()):
            yield Problem("points_wrong")

    @staticmethod
    def _subrounds(seated: list[Exhibitor]) -> tuple[int, ...]:
        counts = Counter((one.region, one.subregion) for one in seated).values()
        return tuple(len([n for n in counts if n >= k]) for k in range(1, max(counts, default=0) + 1))

    def _moves(self) -> tuple[int, int]:
        """Of those confirmed before who still ask: how many stand elsewhere, how many nowhere."""
        before = [(one, booth) for one, booth in self.inputs.previous if one in self.people]
        elsewhere = [one for one, booth in before if self.seat_of.get(one, booth) != booth]
        return len(elsewhere), len([one for one, _ in before if one not in self.seat_of])

    def _penalty(self) -> int:
        """What rivals and kin take off: every two who share a booth, every two in booths that see each other."""
        weights = {"category": self.inputs.rules.rival_points, "region": self.inputs.rules.kin_points}
        near: dict[frozenset[str], int] = {}
        for neighbours in self.inputs.neighbours:
            pair = frozenset((neighbours.one, neighbours.other))
            near[pair] = max(neighbours.nearness, near.get(pair, 0))
        met = [(one, other, 4) for held in self.holders.values() for one in held for other in held if one < other]
        for pair, nearness in near.items():
            if len(pair) == 2 and pair <= self.holders.keys():
                here, there = (self.holders[booth] for booth in pair)
                met += [(one, other, nearness) for one in here for other in there]
        return sum(
            nearness * weight
            for one, other, nearness in met
            for label, weight in weights.items()
            if getattr(self.people[one], label) == getattr(self.people[other], label)
        )

    def _claims(self) -> Iterator[Problem]:
        """No exchange may be fairer; where one is, who waits and reaches a free place or a weaker claim is named."""
        fairness = Fairness(self.inputs, self.seat_of, self.open_to)
        if not fairness.improvable():
            return
        yield Problem("not_fairest")
        taken = Counter(self.seat_of.values())
        free = {booth.id for booth in self.inputs.booths if taken[booth.id] < booth.capacity}
        for waiting in self.plan.waiting:
            if waiting.exhibitor not in self.people:
                continue
            reached, holders = self._reachable(waiting.exhibitor)
            if reached & free:
                yield Problem("place_left_free", {"exhibitor": waiting.exhibitor})
            for holder in sorted(holders):
                if fairness.is_better(self.people[waiting.exhibitor], self.people[holder]):
                    yield Problem("justified_claim", {"exhibitor": waiting.exhibitor, "against": holder})

    def _reachable(self, exhibitor: str) -> tuple[set[str], set[str]]:
        pinned = {one for one, _ in self.inputs.pins}
        booths: set[str] = set()
        holders: set[str] = set()
        ask = [exhibitor]
        while ask:
            one = ask.pop()
            new = self.open_to[one] - booths
            booths |= new
            met = {other for booth in new for other in self.holders[booth]} - pinned
            ask.extend(met - holders)
            holders |= met
        return booths, holders

    def _allowed(self, exhibitor: str, booth_id: str) -> bool:
        one, booth = self.people.get(exhibitor), self.booths[booth_id]
        zone = self.zones.get(booth.zone)
        kept_from = zone and zone.reserved and zone.categories and one and one.category not in zone.categories
        if one is None or booth.blocked or kept_from or one.needs.difference(booth.amenities):
            return False
        return not one.watts or (
            "power" in booth.amenities and (not booth.watts or one.watts * booth.capacity <= booth.watts)
        )

    def _points(self, one: Exhibitor, booth: Booth) -> int:
        rules = self.inputs.rules
        lower = sum(other.kpi < one.kpi for other in self.inputs.exhibitors)
        share = 100 * lower // max(1, len(self.inputs.exhibitors) - 1)
        total = (rules.quality_points * booth.quality * share) // 10_000 - self._waste(one, booth, rules.waste)
        zone = self.zones.get(booth.zone)
        if zone and zone.categories:
            total += rules.zone_points if one.category in zone.categories else 0
        else:
            total += rules.neutral_points
        for rank, wish in enumerate(one.prefs):
            if wish == booth.id:
                total += rules.preference_points[rank] * (150 + share) // 200
        return total

    @staticmethod
    def _waste(one: Exhibitor, booth: Booth, weights: Mapping[str, int]) -> int:
        return sum(weights.get(amenity, 0) for amenity in booth.amenities if amenity not in one.needs)

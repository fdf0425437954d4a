"""What the allocation is told and what it answers: frozen values, exact integers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from plm.errors import Refusal
from plm.expo.words import Amenity


class Why(StrEnum):
    """Every code an answer may carry; `templates/macros/expo.html` holds a sentence for each."""

    PINNED = "pinned"
    PREFERENCE = "preference"
    ZONE_MATCH = "zone_match"
    NEEDS_MET = "needs_met"
    KEPT_BOOTH = "kept_booth"
    MOVED = "moved"
    RIVALS = "rivals"
    NO_COMPATIBLE_BOOTH = "no_compatible_booth"
    FULL = "full"
    HERE = "here"
    NEEDS = "needs"
    WATTS = "watts"
    BLOCKED = "blocked"
    ZONE = "zone"
    TAKEN_BY = "taken_by"
    LESS_SUITABLE = "less_suitable"


@dataclass(frozen=True)
class Booth:
    """A place on the plan; `capacity` exhibitors share it, `quality` is 0 to 100.

    `hall` keeps halls apart, `front` is a word of `Side` (empty: not said), `watts` what its holders may draw together
    (0: not limited), `circuit` the id of the line that feeds it (empty: none).
    """

    id: str
    x: float
    y: float
    w: float = 3.0
    h: float = 3.0
    zone: str = ""
    amenities: frozenset[str] = frozenset()
    capacity: int = 1
    blocked: bool = False
    quality: int = 0
    hall: str = ""
    front: str = ""
    watts: int = 0
    circuit: str = ""


@dataclass(frozen=True)
class Exhibitor:
    """One who asks for a place; `registered` is the number in order of application.

    `region` is whose turn it is in the rounds: a province at a national meeting, a regency at a provincial one;
    `subregion` whose turn it is within: a regency at a national meeting, a village at a provincial one.
    """

    id: str
    kpi: int
    category: str
    region: str
    needs: frozenset[str] = frozenset()
    prefs: tuple[str, ...] = ()
    registered: int = 0
    subregion: str = ""
    watts: int = 0


@dataclass(frozen=True)
class Neighbours:
    """Two booths that see each other; `nearness` weighs what stands there: 2 side by side, 1 facing over an aisle."""

    one: str
    other: str
    nearness: int


@dataclass(frozen=True)
class Circuit:
    """A line that feeds booths and carries `watts` at most."""

    id: str
    watts: int


@dataclass(frozen=True)
class Zone:
    """A part of the hall meant for categories: preferred, or reserved for nobody else."""

    id: str
    categories: frozenset[str] = frozenset()
    reserved: bool = False


@dataclass(frozen=True)
class Rules:
    """The published weights; they are part of the digest."""

    preference_points: tuple[int, ...] = (100, 80, 65, 55, 50)
    zone_points: int = 60
    neutral_points: int = 30
    quality_points: int = 30
    waste: Mapping[str, int] = field(
        default_factory=lambda: {Amenity.POWER: 15, Amenity.WATER: 25, Amenity.COLD: 25, Amenity.LARGE: 15}
    )
    rival_points: int = 0
    kin_points: int = 0


STANDARD = Rules(rival_points=25, kin_points=5)


@dataclass(frozen=True)
class Inputs:
    """Everything an allocation depends on; `pins` are (exhibitor, booth) pairs the committee has fixed.

    `previous` are the (exhibitor, booth) pairs confirmed before: nobody of them loses a place while seats that fit
    exist, and as few as can be move.
    """

    booths: tuple[Booth, ...]
    exhibitors: tuple[Exhibitor, ...]
    zones: tuple[Zone, ...] = ()
    pins: tuple[tuple[str, str], ...] = ()
    rules: Rules = field(default_factory=Rules)
    neighbours: tuple[Neighbours, ...] = ()
    circuits: tuple[Circuit, ...] = ()
    previous: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Reason:
    """A code and the facts its sentence needs."""

    code: Why
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Seat:
    exhibitor: str
    booth: str
    points: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Waiting:
    """One without a place; `position` counts from 1 in the order places would be offered."""

    exhibitor: str
    position: int
    reason: Reason


@dataclass(frozen=True)
class Objective:
    """What the plan is measured by; rounds[k] = regions with more than k places, subrounds[k] likewise within.

    `points` are wishes, zone, quality and waste; `penalty` what neighbours who compete take off. `moves` of those
    confirmed before stand elsewhere, `lost` of them have no place. No plan with the same people and as few moves scores
    more than `bound`; `optimal` says that this one reaches the best there is.
    """

    placed: int
    rounds: tuple[int, ...]
    kpi: int
    points: int
    subrounds: tuple[int, ...] = ()
    moves: int = 0
    lost: int = 0
    penalty: int = 0
    bound: int = 0
    optimal: bool = False

    @property
    def score(self) -> int:
        return self.points - self.penalty


@dataclass(frozen=True)
class Proof:
    """Prices, in 1/`unit` points, from which anyone can recompute the bound; see docs/allocation-placement.md.

    `total` is what all prices come to, `stay` the points added for each one confirmed who stays, `kept` how many
    stay. `booths` are (booth, price of one of its places), `pairs` (booth, neighbour, kind, label, price), `shared`
    (booth, kind, label, price).
    `by` names the method that proved the plan the best, where prices alone do not.
    """

    unit: int
    total: int
    stay: int = 0
    kept: int = 0
    booths: tuple[tuple[str, int], ...] = ()
    pairs: tuple[tuple[str, str, str, str, int], ...] = ()
    shared: tuple[tuple[str, str, str, int], ...] = ()
    by: str = "prices"


@dataclass(frozen=True)
class Plan:
    seats: tuple[Seat, ...]
    waiting: tuple[Waiting, ...]
    objective: Objective
    input_sha256: str
    plan_sha256: str
    engine: Mapping[str, str]
    proof: Proof | None = None


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the input: a code, the row or id it is about, and what else the sentence needs."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


class InputError(Refusal):
    """The input contradicts itself; `problems` holds every reason, not the first."""

    code = "expo_input"
    status = 422

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems=problems)
        self.problems = problems

"""The allocation: admission, then placement, then the reasons of each."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from importlib.metadata import version

from plm.expo.rules.admission import admitted
from plm.expo.rules.checks import sound
from plm.expo.rules.explain import seats_of, waiting_of
from plm.expo.rules.hall import Hall
from plm.expo.rules.model import Inputs, Objective, Plan, Seat, Waiting
from plm.expo.rules.placement import placed
from plm.expo.rules.rounds import rounds_of

ENGINE = "1"


def allocate(inputs: Inputs) -> Plan:
    """The plan for these inputs, whatever their order; InputError names everything that is wrong with them."""
    hall = Hall(sound(inputs))
    booths = placed(hall, admitted(hall))
    seats = seats_of(hall, booths)
    waiting = waiting_of(hall, booths)
    objective = Objective(
        placed=len(seats),
        rounds=rounds_of(hall.exhibitor[seat.exhibitor].region for seat in seats),
        kpi=sum(hall.exhibitor[seat.exhibitor].kpi for seat in seats),
        points=sum(seat.points for seat in seats),
    )
    return Plan(seats, waiting, objective, digest(hall.inputs), plan_digest(seats, waiting, objective), _engine())


def plan_digest(seats: tuple[Seat, ...], waiting: tuple[Waiting, ...], objective: Objective) -> str:
    """The digest of an outcome; it does not name the engine, so two engines can be seen to agree."""
    return digest((seats, waiting, objective))


def digest(value: object) -> str:
    """SHA-256 of the value written in one canonical way."""
    text = json.dumps(plain(value), ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def plain(value: object) -> object:
    """Dataclasses, sets and tuples as JSON knows them."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, frozenset):
        return sorted(str(one) for one in value)
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value


def _engine() -> dict[str, str]:
    return {"plm": ENGINE, "numpy": version("numpy"), "scipy": version("scipy")}

"""The allocation: admission, then placement, then the reasons of each."""

from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version

from plm.expo.rules.admission import admitted
from plm.expo.rules.checks import sound
from plm.expo.rules.digests import digest
from plm.expo.rules.explain import seats_of, waiting_of
from plm.expo.rules.hall import Hall
from plm.expo.rules.model import Inputs, Objective, Plan, Seat, Waiting
from plm.expo.rules.neighbours import penalty_of
from plm.expo.rules.placement import placed
from plm.expo.rules.rounds import rounds_of
from plm.expo.rules.worth import subregion_of

ENGINE = "2"


def allocate(inputs: Inputs) -> Plan:
    """The plan for these inputs, whatever their order; InputError names everything that is wrong with them."""
    hall = Hall(sound(inputs))
    placement = placed(hall, admitted(hall))
    booths = placement.booths
    seats = seats_of(hall, booths)
    waiting = waiting_of(hall, booths)
    objective = replace(measured(hall, booths), bound=placement.bound, optimal=placement.optimal)
    plan_sha256 = plan_digest(seats, waiting, objective)
    return Plan(seats, waiting, objective, hall.sha256, plan_sha256, _engine(), placement.proof)


def measured(hall: Hall, booths: Mapping[str, str]) -> Objective:
    """What these places are worth; the bound is another's to say."""
    seated = [hall.exhibitor[one] for one in booths]
    confirmed = {one: booth for one, booth in hall.confirmed.items() if one in hall.exhibitor}
    return Objective(
        placed=len(seated),
        rounds=rounds_of(one.region for one in seated),
        kpi=sum(one.kpi for one in seated),
        points=sum(hall.points(one, hall.booth[booths[one.id]]) for one in seated),
        subrounds=rounds_of(subregion_of(one) for one in seated),
        moves=sum(one in booths and booths[one] != booth for one, booth in confirmed.items()),
        lost=sum(one not in booths for one in confirmed),
        penalty=penalty_of(hall.inputs, booths),
    )


def plan_digest(seats: tuple[Seat, ...], waiting: tuple[Waiting, ...], objective: Objective) -> str:
    """The digest of an outcome; it does not name the engine, so two engines can be seen to agree."""
    return digest((seats, waiting, objective))


def _engine() -> dict[str, str]:
    return {"plm": ENGINE, "numpy": version("numpy"), "scipy": version("scipy")}

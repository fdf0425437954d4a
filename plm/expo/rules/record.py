"""Inputs and reasons as documents: what a stored plan keeps, so that it can be explained and checked years later."""

from collections.abc import Mapping
from typing import Any

from plm.expo.rules.model import (
    Booth,
    Circuit,
    Exhibitor,
    Inputs,
    Neighbours,
    Objective,
    Plan,
    Proof,
    Reason,
    Rules,
    Seat,
    Waiting,
    Why,
    Zone,
)


def inputs_of_document(document: Mapping[str, Any]) -> Inputs:
    """The inputs a plan was made from; what its time did not know yet has its default."""
    rules = document["rules"]
    return Inputs(
        booths=tuple(Booth(**{**one, "amenities": frozenset(one["amenities"])}) for one in document["booths"]),
        exhibitors=tuple(
            Exhibitor(**{**one, "needs": frozenset(one["needs"]), "prefs": tuple(one["prefs"])})
            for one in document["exhibitors"]
        ),
        zones=tuple(Zone(**{**one, "categories": frozenset(one["categories"])}) for one in document["zones"]),
        pins=tuple((exhibitor, booth) for exhibitor, booth in document["pins"]),
        rules=Rules(**{**rules, "preference_points": tuple(rules["preference_points"])}),
        neighbours=tuple(Neighbours(**one) for one in document.get("neighbours", ())),
        circuits=tuple(Circuit(**one) for one in document.get("circuits", ())),
        previous=tuple((exhibitor, booth) for exhibitor, booth in document.get("previous", ())),
    )


def seat_of(exhibitor: str, booth: str, points: int, reasons: list[Mapping[str, Any]]) -> Seat:
    return Seat(exhibitor, booth, points, tuple(reason_of_document(one) for one in reasons))


def waiting_of_document(exhibitor: str, position: int, reasons: list[Mapping[str, Any]]) -> Waiting:
    return Waiting(exhibitor, position, reason_of_document(reasons[0]))


def reason_of_document(document: Mapping[str, Any]) -> Reason:
    return Reason(Why(document["code"]), document["facts"])


def objective_of_document(document: Mapping[str, Any]) -> Objective:
    return Objective(
        **{**document, "rounds": tuple(document["rounds"]), "subrounds": tuple(document.get("subrounds", ()))}
    )


def proof_of_document(document: Mapping[str, Any] | None) -> Proof | None:
    """The prices a stored plan was proven with; plans of the first engine have none."""
    if document is None:
        return None
    lists = {name: tuple(tuple(one) for one in document[name]) for name in ("booths", "pairs", "shared")}
    return Proof(**{**document, **lists})


def plan_of(
    seats: list[Seat],
    waiting: list[Waiting],
    *,
    objective: Mapping[str, Any],
    input_sha256: str,
    plan_sha256: str,
    proof: Mapping[str, Any] | None = None,
) -> Plan:
    """A stored plan made whole again."""
    queue = tuple(sorted(waiting, key=lambda one: one.position))
    measured = objective_of_document(objective)
    return Plan(tuple(seats), queue, measured, input_sha256, plan_sha256, {}, proof_of_document(proof))

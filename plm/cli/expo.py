"""plm expo: give the booths of an event."""

from typing import Any

import click

from plm import clock
from plm.cli import AS_JSON, show, within_app
from plm.events.queries import get_event
from plm.expo.actions import allocate_booths, publish_plan
from plm.expo.queries import expo_of, placements_of
from plm.extensions import db


@click.group(name="expo")
def command() -> None:
    """Give the booths of the expo."""


@command.command()
@click.argument("event")
@click.option("--publish", is_flag=True, help="Make the new draft the public plan at once.")
@AS_JSON
@within_app
def allocate(event: str, publish: bool, as_json: bool) -> None:
    """Give the booths by the rules and keep the result as the next draft.

    The same input gives the same plan on every machine; earlier plans are kept. Exit code 0: stored, 1: refused
    (no such event, no hall, input that contradicts itself), 2: wrong usage.

    Example: plm expo allocate plm-nasional-2024 --publish --json
    """
    session = db.session()
    meeting = get_event(session, event)
    plan = allocate_booths(session, event=meeting, actor="cli", now=clock.now())
    if publish:
        publish_plan(session, event=meeting, number=plan.number, actor="cli", now=clock.now())
    session.commit()
    expo = expo_of(session, meeting)
    seats, queue = [], []
    for one in placements_of(session, plan.id):
        name = expo.row_of[one.exhibitor_id].library.name
        if one.booth_id is not None:
            seats.append({"booth": expo.number_of[one.booth_id], "library": name, "points": one.points})
        else:
            queue.append({"position": one.queue_number, "library": name, "reason": one.reasons[0]})
    result: dict[str, Any] = {
        "event": event,
        "number": plan.number,
        "state": plan.state.value,
        "objective": plan.objective,
        "inputs_sha256": plan.inputs_sha256,
        "plan_sha256": plan.plan_sha256,
        "seats": seats,
        "waiting": queue,
    }
    show(result, as_json=as_json, lines=_lines(result))


def _lines(result: dict[str, Any]) -> list[str]:
    placed, waiting = len(result["seats"]), len(result["waiting"])
    return [
        f"Plan {result['number']} ({result['state']}): {placed} placed, {waiting} waiting.",
        *(f"  {seat['booth']:<6} {seat['library']}" for seat in result["seats"]),
        *(f"  waits {one['position']:>2}  {one['library']}" for one in result["waiting"]),
        f"plan {result['plan_sha256']}",
    ]

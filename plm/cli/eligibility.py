"""plm eligibility: decide who is invited."""

import click

from plm import clock
from plm.cli import AS_JSON, show, within_app
from plm.eligibility.actions import run_decision
from plm.eligibility.queries import outcome_counts
from plm.events.queries import get_event
from plm.extensions import db


@click.group(name="eligibility")
def command() -> None:
    """Decide by the event's policy, with all reasons."""


@command.command()
@click.argument("event")
@AS_JSON
@within_app
def run(event: str, as_json: bool) -> None:
    """Decide on every library within the event's reach and keep the result for good.

    Example: plm eligibility run plm-nasional-2024
    """
    session = db.session()
    made = run_decision(session, event=get_event(session, event), actor="cli", now=clock.now())
    counts = {outcome.value: count for outcome, count in outcome_counts(session, made.id).items()}
    session.commit()
    facts = {"number": made.number, "inputs": made.inputs_sha256, "result": made.result_sha256, **counts}
    lines = [f"Decision {made.number} of {event}", *(f"  {count:>7} {word}" for word, count in counts.items())]
    show(facts, as_json=as_json, lines=lines)

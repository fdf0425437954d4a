"""plm devices: scanners with a token of their own."""

import click

from plm import clock
from plm.checkin.actions import add_device
from plm.checkin.queries import get_checkpoint
from plm.cli import AS_JSON, show, within_app
from plm.events.queries import get_event
from plm.extensions import db


@click.group(name="devices")
def command() -> None:
    """Pair scanners that send their scans themselves."""


@command.command()
@click.argument("event")
@click.option("--name", required=True, help="How the device is called in every scan of its own.")
@click.option("--checkpoint", required=True, help="The code of the checkpoint where it stands.")
@AS_JSON
@within_app
def add(event: str, name: str, checkpoint: str, as_json: bool) -> None:
    """Pair a device and print its token, once; only its hash is kept.

    Example: plm devices add plm-nasional-2024 --name "Gerbang 1" --checkpoint pintu-pleno
    """
    session = db.session()
    meeting = get_event(session, event)
    place = get_checkpoint(session, meeting.id, checkpoint)
    device, token = add_device(
        session, event_id=meeting.id, checkpoint=place, name=name.strip(), actor="cli", now=clock.now()
    )
    session.commit()
    facts = {"device": device.name, "event": meeting.slug, "checkpoint": place.code, "token": token}
    show(facts, as_json=as_json, lines=[f"Token of {device.name} at {place.name}, shown only now:", token])

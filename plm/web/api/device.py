"""A device of its own: paired by a code, told where it stands and what it needs to judge without a network."""

import json
from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import Integer, String
from apiflask.validators import Length, Range
from flask import Response, current_app

from plm.checkin.actions import note_device, pair_device
from plm.checkin.queries import device_facts, roster_page
from plm.checkin.rules import Issuer, day_at, event_tag, held_by
from plm.clock import now
from plm.extensions import csrf, db, limiter
from plm.web.api.access import PROBLEMS, Problem, device_token, problem, refuse_monsters, this_device_id
from plm.web.api.described import DeviceOut, PairedOut, RosterOut
from plm.web.api.items import LARGEST_OFFSET_MS
from plm.web.api.telling import device_json, page_json
from plm.web.protection import begin_again

blueprint = APIBlueprint("device", __name__, url_prefix="/api/v1", tag="Devices")
csrf.exempt(blueprint)
blueprint.before_request(refuse_monsters)

LONGEST_CURSOR = 3000
MOST_WAITING = 1_000_000
PAIRING_PROBLEMS: dict[int | str, Problem] = {
    404: problem("`unknown_code`."),
    410: problem("`expired_code` or `used_code`."),
    422: problem("No code."),
    429: problem("Too many tries from this address."),
}


class PairIn(Schema):
    """The code that the committee's page shows, once and for ten minutes."""

    code = String(required=True, validate=Length(max=64))


class RosterQuery(Schema):
    """Where to go on from, and how the device is."""

    cursor = String(validate=Length(max=LONGEST_CURSOR), metadata={"description": "Of the last page that was kept."})
    waiting = Integer(validate=Range(0, MOST_WAITING), metadata={"description": "Scans still to be sent."})
    offset_ms = Integer(
        validate=Range(-LARGEST_OFFSET_MS, LARGEST_OFFSET_MS),
        metadata={"description": "The server's clock minus the device's, as measured last."},
    )


@blueprint.post("/pair")
@limiter.limit("10 per minute; 60 per hour")
@blueprint.input(PairIn)
@blueprint.output(PairedOut)
@blueprint.doc(
    summary="Become a device",
    description="The token is shown now and never again; it replaces the one the device had.",
    responses=PAIRING_PROBLEMS,
)
def pair(json_data: dict[str, Any]) -> Response:
    """Redeem a code."""
    moment = now()
    device, token = pair_device(db.session(), code=json_data["code"], now=moment)
    facts = device_facts(db.session(), device.id, now=moment)
    answer = {"token": token, "device": device_json(facts, moment)}
    db.session.commit()
    return _json(answer)


@blueprint.get("/device")
@blueprint.auth_required(device_token)
@blueprint.output(DeviceOut)
@blueprint.doc(summary="Where this device stands", responses=PROBLEMS)
def show() -> Response:
    """The device, its event and checkpoint, the keys of signed tickets, and how many came in today."""
    moment = now()
    return _json(device_json(device_facts(db.session(), this_device_id(), now=moment), moment))


@blueprint.get("/roster")
@blueprint.auth_required(device_token)
@blueprint.input(RosterQuery, location="query")
@blueprint.output(RosterOut)
@blueprint.doc(
    summary="What a device needs without a network",
    description=(
        "Sealed people and what changed since `cursor`, which says exactly what the device holds: a page that was "
        "lost, came twice or was overtaken is made good by the next. While `more` is true another page waits."
    ),
    responses={**PROBLEMS, 422: problem("Not a cursor, or a number out of range.")},
)
def roster(query_data: dict[str, Any]) -> Response:
    """One page of the roster, and a word of the device on how it is."""
    moment, device_id = now(), this_device_id()
    begin_again(read_only=False)
    note_device(
        db.session(),
        device_id=device_id,
        waiting=query_data.get("waiting"),
        clock_offset_ms=query_data.get("offset_ms"),
        now=moment,
    )
    begin_again(read_only=True)
    facts = device_facts(db.session(), device_id, now=moment)
    page = roster_page(
        db.session(),
        checkpoint=facts.checkpoint,
        device_id=device_id,
        held=held_by(query_data.get("cursor", "")),
        issuer=Issuer(current_app.extensions["settings"].secret_key, facts.event.id, event_tag(facts.event.slug)),
        today=day_at(moment, facts.event.zone),
    )
    return _json({**page_json(page), "now": moment.isoformat(), "device": device_json(facts, moment)})


def _json(answer: dict[str, Any]) -> Response:
    """Written here and not by the schema, which would read every entry once more; kept by nobody in between."""
    response: Response = current_app.response_class(json.dumps(answer), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response

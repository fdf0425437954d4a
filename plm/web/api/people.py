"""People without a ticket in hand: by name, or as a delegation by its one code."""

from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import String
from apiflask.validators import Length
from flask import abort

from plm.checkin.actions import search_people
from plm.checkin.queries import get_checkpoint_by_id, get_device, get_group
from plm.checkin.rules import LONGEST_CODE, day_at, may_search
from plm.clock import now
from plm.extensions import csrf, db
from plm.web.api.access import PROBLEMS, device_token, problem, this_device_id, this_post
from plm.web.api.described import GroupOut, PeopleOut
from plm.web.api.telling import person_json
from plm.web.protection import begin_again

blueprint = APIBlueprint("people", __name__, url_prefix="/api/v1", tag="People")
csrf.exempt(blueprint)

LONGEST_SEARCH = 100


class SearchQuery(Schema):
    q = String(
        required=True,
        validate=Length(max=LONGEST_SEARCH),
        metadata={"description": "At least three letters of a name or an institution."},
    )


class GroupQuery(Schema):
    code = String(
        required=True, validate=Length(max=LONGEST_CODE), metadata={"description": "As it was scanned or typed."}
    )


@blueprint.get("/search")
@blueprint.auth_required(device_token)
@blueprint.input(SearchQuery, location="query")
@blueprint.output(PeopleOut)
@blueprint.doc(
    summary="Find a lost ticket",
    description="At most twenty people. Who searched for what is noted.",
    responses={**PROBLEMS, 403: problem("A kiosk lets nobody search."), 422: problem("Fewer than three letters.")},
)
def search(query_data: dict[str, Any]) -> dict[str, Any]:
    """People with a ticket, by name or institution."""
    text, moment, post = query_data["q"].strip(), now(), this_post()
    if not may_search(text):
        abort(422)
    if get_device(db.session(), post.event_id, this_device_id()).kiosk:
        abort(403)
    begin_again(read_only=False)
    checkpoint = get_checkpoint_by_id(db.session(), post.checkpoint_id)
    found = search_people(db.session(), post=post, checkpoint=checkpoint, text=text, now=moment)
    people = [person_json(one) for one in found]
    db.session.commit()
    return {"people": people}


@blueprint.get("/group")
@blueprint.auth_required(device_token)
@blueprint.input(GroupQuery, location="query")
@blueprint.output(GroupOut)
@blueprint.doc(
    summary="A delegation by its code",
    description="Whoever is here is ticked and sent as a scan of its `ticket`.",
    responses={**PROBLEMS, 404: problem("No delegation of this event has this code.")},
)
def group(query_data: dict[str, Any]) -> dict[str, Any]:
    """The delegation's people."""
    post = this_post()
    checkpoint = get_checkpoint_by_id(db.session(), post.checkpoint_id)
    found = get_group(db.session(), checkpoint, query_data["code"], day=day_at(now(), post.zone))
    return {"delegation": {"name": found.name}, "people": [person_json(one) for one in found.people]}

"""Scans by devices of their own: browsers at the door, gates, kiosks, handheld scanners."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import AwareDateTime, Boolean, Enum, Integer, List, Nested, String
from apiflask.validators import Length, Range
from flask import Response, abort, current_app

from plm.checkin.actions import annul_own_scan, record_scans
from plm.checkin.queries import Post, former_post
from plm.checkin.rules import (
    LONGEST_CODE,
    LONGEST_PLACE_CODE,
    MOST_SCANS_AT_ONCE,
    Direction,
    Reason,
    ScanAnswer,
    ScanOutcome,
    ScanRequest,
    is_scan_id,
)
from plm.clock import now
from plm.extensions import csrf, db
from plm.web.api.access import PROBLEMS, device_token, problem, refuse_monsters, this_post
from plm.web.api.items import LARGEST_OFFSET_MS, malformed, read_item, result_of

blueprint = APIBlueprint("scans", __name__, url_prefix="/api/v1", tag="Scans")
# A device's token stands in a header, which no foreign page can make a browser send.
csrf.exempt(blueprint)
blueprint.before_request(refuse_monsters)

LONGEST_REASON = 200


class ScanIn(Schema):
    """One scan; `id` is made by the device, and sending it again is answered as the first time."""

    id = String(required=True, metadata={"format": "uuid"})
    ticket = String(required=True, validate=Length(max=LONGEST_CODE))
    checkpoint = String(load_default="", validate=Length(max=LONGEST_PLACE_CODE))
    direction = Enum(Direction, by_value=True, load_default=Direction.IN)
    scanned_at = AwareDateTime(required=True, metadata={"description": "What the device's clock said."})
    offline = Boolean(load_default=False, metadata={"description": "The device decided alone, and tells it now."})
    clock_offset_ms = Integer(
        load_default=0,
        validate=Range(-LARGEST_OFFSET_MS, LARGEST_OFFSET_MS),
        metadata={"description": "The server's clock minus the device's, as measured last."},
    )
    shown = Enum(
        ScanOutcome,
        by_value=True,
        metadata={"description": "What an offline device told the person; without it, that it let in."},
    )


class ScansIn(Schema):
    """At most 200 scans."""

    scans = List(Nested(ScanIn), required=True, validate=Length(max=MOST_SCANS_AT_ONCE))


class ParticipantOut(Schema):
    name = String()
    institution = String()
    roles = List(String())


class FirstScanOut(Schema):
    """The scan that let this ticket in before."""

    scanned_at = AwareDateTime()
    checkpoint = String()
    scanned_by = String()


class ResultOut(Schema):
    id = String(allow_none=True)
    outcome = Enum(ScanOutcome, by_value=True)
    reason = Enum(Reason, by_value=True, allow_none=True)
    participant = Nested(ParticipantOut)
    first_scan = Nested(FirstScanOut)
    moment = AwareDateTime(metadata={"description": "When the ticket ended, or the checkpoint opens or closed."})
    replaced_by = String(metadata={"description": "Who holds the ticket that took this one's place."})


class ResultsOut(Schema):
    """One result for each scan, in the order they were sent, and the server's clock."""

    results = List(Nested(ResultOut))
    now = AwareDateTime()


class AnnulIn(Schema):
    reason = String(load_default="", validate=Length(max=LONGEST_REASON))


class AnnulledOut(Schema):
    id = String()
    annulled = Boolean()


@blueprint.post("/scans")
@blueprint.auth_required(device_token)
@blueprint.input(ScansIn, validation=False)
@blueprint.output(ResultsOut)
@blueprint.doc(
    summary="Send scans",
    description="Every scan gets its own result; a refused or unreadable one never spoils the others.",
    responses={**PROBLEMS, 422: problem("Not a list of at most 200 scans.")},
)
def send(json_data: Any) -> Response:
    """Judge and keep scans of this device's checkpoint.

    There is no limit on requests: a device is known by 160 random bits, and at a busy door nobody waits for a count.
    """
    items = _items(json_data)
    if not isinstance(items, list) or len(items) > MOST_SCANS_AT_ONCE:
        abort(422)
    moment = now()
    post = this_post()
    scans = [read_item(item, post.signing) for item in items]
    answers: list[ScanAnswer] = []
    for place, given in _by_place([scan for scan in scans if scan], post):
        answers += record_scans(db.session(), post=place, scans=given, scanned_by=post.name, now=moment)
    db.session.commit()
    by_id = {answer.scan_id: answer for answer in answers}
    results = [result_of(by_id[scan.id]) if scan else malformed(item) for scan, item in zip(scans, items, strict=True)]
    # Written here and not by the schema, which would take longer over two hundred results than the ledger does.
    body = json.dumps({"results": results, "now": moment.isoformat()})
    return current_app.response_class(body, mimetype="application/json")


@blueprint.post("/scans/<scan_id>/annul")
@blueprint.auth_required(device_token)
@blueprint.input(AnnulIn)
@blueprint.output(AnnulledOut)
@blueprint.doc(
    summary="Take a scan back",
    description="By the device that made it, within 15 minutes. An id that never came is dead from then on.",
    responses={
        **PROBLEMS,
        403: problem("A scan of another device."),
        404: problem("Not an id of a scan."),
        409: problem("More than 15 minutes ago."),
    },
)
def annul(scan_id: str, json_data: dict[str, Any]) -> dict[str, Any]:
    """The scan stays in the ledger and does not count any more."""
    if not is_scan_id(scan_id):
        abort(404)
    # A phone cuts its words where it likes; neither a NUL nor half a sign can be stored.
    reason = json_data["reason"].replace("\0", "").encode("utf-8", "replace").decode()
    annul_own_scan(db.session(), post=this_post(), scan_id=scan_id, reason=reason, now=now())
    db.session.commit()
    return {"id": scan_id, "annulled": True}


def _by_place(scans: list[ScanRequest], post: Post) -> Iterator[tuple[Post, list[ScanRequest]]]:
    """Scans made offline before the device was moved count where they were made; all others where it stands."""
    here: list[ScanRequest] = []
    elsewhere: defaultdict[str, list[ScanRequest]] = defaultdict(list)
    for scan in scans:
        moved = scan.offline and scan.checkpoint not in ("", post.rules.code)
        (elsewhere[scan.checkpoint] if moved else here).append(scan)
    yield post, here
    for code, made_there in sorted(elsewhere.items()):
        yield former_post(db.session(), post, code), made_there


def _items(sent: Any) -> Any:
    return sent.get("scans") if isinstance(sent, dict) else None

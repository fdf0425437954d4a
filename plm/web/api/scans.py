"""Scans by devices of their own: gates, kiosks, handheld scanners."""

from typing import TYPE_CHECKING, Any, cast

from apiflask import APIBlueprint, HTTPError, HTTPTokenAuth, Schema
from apiflask.fields import AwareDateTime, Boolean, Enum, List, Nested, String
from apiflask.validators import Length
from flask import abort, request
from flask_limiter.util import get_remote_address
from marshmallow import EXCLUDE, ValidationError

from plm.checkin.actions import record_scans
from plm.checkin.queries import find_device, get_checkpoint_by_id
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
    scan_request,
)
from plm.clock import now
from plm.codes import hash_code
from plm.events.queries import get_event_by_id
from plm.extensions import csrf, db, limiter

if TYPE_CHECKING:
    from plm.checkin.tables import Device

blueprint = APIBlueprint("scans", __name__, url_prefix="/api/v1", tag="Scans")
# A device's token stands in a header, which no foreign page can make a browser send.
csrf.exempt(blueprint)
device_token = HTTPTokenAuth(
    scheme="Bearer", description="The token of a device, shown once when it is added: `plm devices add`."
)


Problem = dict[str, str | dict[str, dict[str, Any]]]


def _scan_id(text: str) -> None:
    if not is_scan_id(text):
        raise ValidationError("Not a UUID in its canonical spelling.")


class ScanIn(Schema):
    """One scan; `id` is made by the device, and sending it again is answered as the first time."""

    class Meta:
        unknown = EXCLUDE

    id = String(required=True, validate=_scan_id, metadata={"format": "uuid"})
    ticket = String(required=True, validate=Length(max=LONGEST_CODE))
    checkpoint = String(load_default="", validate=Length(max=LONGEST_PLACE_CODE))
    direction = Enum(Direction, by_value=True, load_default=Direction.IN)
    scanned_at = AwareDateTime(required=True)
    offline = Boolean(load_default=False)


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


class ResultsOut(Schema):
    """One result for each scan, in the order they were sent."""

    results = List(Nested(ResultOut))


@device_token.verify_token  # type: ignore[untyped-decorator]  # Flask-HTTPAuth ships no types
def _device(token: str) -> "Device | None":
    return find_device(db.session(), token) if token else None


@device_token.error_processor
def _unknown_token(error: HTTPError) -> tuple[dict[str, Any], int]:
    return {"error": "unauthorized"}, error.status_code


def _problem(description: str) -> Problem:
    """An answer without results, as the document describes it; `error` is a stable word."""
    schema = {"type": "object", "properties": {"error": {"type": "string"}}}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _by_token() -> str:
    return hash_code(request.headers.get("Authorization", get_remote_address()))


PROBLEMS: dict[int | str, Problem] = {
    401: _problem("The token is missing, unknown or revoked."),
    422: _problem("Not a list of at most 200 scans."),
    429: _problem("More than 600 requests in a minute."),
}


@blueprint.post("/scans")
@limiter.limit("600 per minute", key_func=_by_token)
@blueprint.auth_required(device_token)
@blueprint.input(ScansIn, validation=False)
@blueprint.output(ResultsOut)
@blueprint.doc(
    summary="Send scans",
    description="Every scan gets its own result; a refused or unreadable one never spoils the others.",
    responses=PROBLEMS,
)
def send(json_data: Any) -> dict[str, Any]:
    """Judge and keep scans of this device's checkpoint."""
    items = json_data.get("scans") if isinstance(json_data, dict) else None
    if not isinstance(items, list) or len(items) > MOST_SCANS_AT_ONCE:
        abort(422)
    session, device = db.session(), cast("Device", device_token.current_user)
    requests = [_read(item) for item in items]
    answers = record_scans(
        session,
        event=get_event_by_id(session, device.event_id),
        checkpoint=get_checkpoint_by_id(session, device.checkpoint_id),
        scans=[scan for scan in requests if scan],
        scanned_by=device.name,
        now=now(),
    )
    session.commit()
    by_id = {answer.scan_id: _result(answer) for answer in answers}
    return {
        "results": [by_id[scan.id] if scan else _malformed(item) for scan, item in zip(requests, items, strict=True)]
    }


def _read(item: Any) -> ScanRequest | None:
    try:
        facts = ScanIn().load(item)
    except ValidationError:
        return None
    return scan_request(facts.pop("id"), facts.pop("ticket"), **facts)


def _malformed(item: Any) -> dict[str, Any]:
    given = item.get("id") if isinstance(item, dict) else None
    return {
        "id": given if isinstance(given, str) else None,
        "outcome": ScanOutcome.REFUSED,
        "reason": Reason.MALFORMED,
    }


def _result(answer: ScanAnswer) -> dict[str, Any]:
    verdict, ticket = answer.verdict, answer.ticket
    result: dict[str, Any] = {"id": answer.scan_id, "outcome": verdict.outcome, "reason": verdict.reason}
    if ticket:
        person = ticket.person
        result["participant"] = {"name": person.name, "institution": person.institution, "roles": person.roles}
    if verdict.first:
        result["first_scan"] = vars(verdict.first)
    return result

"""What a QR opens in anybody's camera: whose ticket it is, or that it is a delegation's code; nothing else."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from plm.checkin.queries import find_group, find_ticket_by_hash
from plm.checkin.rules import read_ticket
from plm.codes import hash_code
from plm.events.queries import get_event_by_id
from plm.extensions import db, limiter

blueprint = Blueprint("ticket", __name__)


@blueprint.get("/T/<code>")
@limiter.limit("60 per minute")
def show(code: str) -> ResponseReturnValue:
    """A ticket by its code; an unknown one is a page too, because people mistype."""
    ticket = find_ticket_by_hash(db.session(), hash_code(read_ticket(code).lookup))
    event = get_event_by_id(db.session(), ticket.event_id) if ticket else None
    return render_template("public/ticket/show.html", ticket=ticket, event=event), 200 if ticket else 404


@blueprint.get("/D/<code>")
@limiter.limit("60 per minute")
def group(code: str) -> ResponseReturnValue:
    """What a delegation's code is for; nobody is named."""
    found = find_group(db.session(), code)
    event = get_event_by_id(db.session(), found.event_id) if found else None
    return render_template("public/ticket/group.html", event=event), 200 if found else 404

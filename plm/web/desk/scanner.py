"""The desk without the app: choose a checkpoint, type a code, find people who lost their ticket. No script."""

from typing import TYPE_CHECKING
from uuid import uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import Optional

from plm.accounts.rules import Ability, Place
from plm.checkin.actions import check_in_by_hand, record_scan, search_people
from plm.checkin.queries import (
    FoundTicket,
    answer_of,
    checkpoints_of,
    find_scan,
    get_checkpoint,
    head_count,
    post_of,
    signing_of,
)
from plm.checkin.rules import (
    LONGEST_CODE,
    Direction,
    ScanRequest,
    day_at,
    is_scan_id,
    may_search,
    scan_request,
)
from plm.clock import now
from plm.events.queries import all_events
from plm.extensions import db
from plm.web.forms import Radio, Text
from plm.web.guards import open_anywhere, this_event
from plm.web.identity import signed_in
from plm.web.protection import begin_again

if TYPE_CHECKING:
    from plm.checkin.tables import Checkpoint, Scan

blueprint = Blueprint("scanner", __name__)


class CodeForm(FlaskForm):
    """A typed code; `scan_id` makes a second sending of the same form harmless."""

    scan_id = HiddenField()
    ticket = Text(_l("Kode tiket"), needed=_l("Ketik kode yang tertulis di bawah QR."), most=LONGEST_CODE)
    # The page has the words.
    direction = Radio(
        _l("Arah"), choices=[(way.value, "") for way in Direction], default=Direction.IN, validators=[Optional()]
    )


@blueprint.get("/")
@open_anywhere
def events() -> str:
    """The meetings at whose doors this person may stand."""
    mine = [
        event for event in all_events(db.session()) if signed_in().may(Ability.SCAN, Place(event.id, event.region_code))
    ]
    return render_template("desk/scanner/events.html", events=mine)


@blueprint.get("/<slug>/")
def index(slug: str) -> str:
    """Choose where to stand."""
    event = this_event()
    today = day_at(now(), event.zone)
    places = [
        (checkpoint, head_count(db.session(), checkpoint, today))
        for checkpoint in checkpoints_of(db.session(), event.id)
    ]
    return render_template("desk/scanner/index.html", event=event, places=places)


@blueprint.get("/<slug>/<code>/")
def scan(slug: str, code: str) -> str:
    """The field for a code; with `pindaian` that scan's verdict instead."""
    checkpoint = _checkpoint(code)
    return _page(checkpoint, CodeForm(scan_id=str(uuid4())), _stored(checkpoint, request.args.get("pindaian", "")))


@blueprint.post("/<slug>/<code>/")
def typed(slug: str, code: str) -> ResponseReturnValue:
    """A typed code; its verdict has an address, so that reloading it records nothing."""
    checkpoint = _checkpoint(code)
    form = CodeForm()
    if not form.validate_on_submit():
        return _page(checkpoint, form, None), 422
    scan_id = _given_or_fresh(form.scan_id.data or "")
    direction = Direction.OUT if form.direction.data == Direction.OUT else Direction.IN
    keys = signing_of(db.session(), this_event())
    scan = scan_request(scan_id, form.ticket.data or "", scanned_at=now(), keys=keys, direction=direction)
    _record(checkpoint, scan)
    return redirect(url_for(".scan", slug=slug, code=code, pindaian=scan_id))


@blueprint.get("/<slug>/<code>/cari")
def search(slug: str, code: str) -> str:
    """People with a valid ticket, by name or institution."""
    event, checkpoint = this_event(), _checkpoint(code)
    text = request.args.get("nama", "").strip()
    enough = may_search(text)
    found = _found(checkpoint, text) if enough else []
    return render_template(
        "desk/scanner/search.html",
        event=event,
        checkpoint=checkpoint,
        text=text,
        enough=enough,
        found=found,
        scan_ids={line.ticket.id: str(uuid4()) for line in found},
    )


def _found(checkpoint: "Checkpoint", text: str) -> list[FoundTicket]:
    """A page that is read, and notes who searched for whom."""
    session, post, actor = db.session(), post_of(this_event(), checkpoint), signed_in().actor
    begin_again(read_only=False)
    found = search_people(session, post=post, checkpoint=checkpoint, text=text, actor=actor, now=now())
    session.commit()
    return found


@blueprint.post("/<slug>/<code>/cari/<int:ticket_id>")
def by_hand(slug: str, code: str, ticket_id: int) -> ResponseReturnValue:
    """Let in somebody who lost the ticket; the same rules as a scan."""
    event, checkpoint = this_event(), _checkpoint(code)
    scan_id = _given_or_fresh(request.form.get("scan_id", ""))
    check_in_by_hand(
        db.session(),
        post=post_of(event, checkpoint),
        ticket_id=ticket_id,
        scan_id=scan_id,
        scanned_by=signed_in().name,
        actor=signed_in().actor,
        now=now(),
    )
    db.session.commit()
    return redirect(url_for(".scan", slug=slug, code=code, pindaian=scan_id))


def _checkpoint(code: str) -> "Checkpoint":
    return get_checkpoint(db.session(), this_event().id, code)


def _given_or_fresh(scan_id: str) -> str:
    return scan_id if is_scan_id(scan_id) else str(uuid4())


def _stored(checkpoint: "Checkpoint", scan_id: str) -> "Scan | None":
    scan = find_scan(db.session(), scan_id) if is_scan_id(scan_id) else None
    return scan if scan and scan.checkpoint_id == checkpoint.id else None


def _record(checkpoint: "Checkpoint", scan: ScanRequest) -> None:
    record_scan(
        db.session(),
        post=post_of(this_event(), checkpoint),
        scan=scan,
        scanned_by=signed_in().name,
        now=scan.scanned_at,
    )
    db.session.commit()


def _page(checkpoint: "Checkpoint", form: CodeForm, scan: "Scan | None") -> str:
    event = this_event()
    return render_template(
        "desk/scanner/scan.html",
        event=event,
        checkpoint=checkpoint,
        form=form,
        answer=answer_of(db.session(), scan) if scan else None,
        leaving=scan is not None and scan.direction is Direction.OUT,
        heads=head_count(db.session(), checkpoint, day_at(now(), event.zone)),
    )

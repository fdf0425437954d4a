"""The door: choose a checkpoint, scan or type codes, find people who lost their ticket."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField

from plm.accounts.rules import Ability, Place
from plm.checkin.actions import check_in_by_hand, record_scan
from plm.checkin.queries import (
    answer_of,
    checkpoints_of,
    find_scan,
    get_checkpoint,
    head_count,
    tickets_at_door,
)
from plm.checkin.rules import LONGEST_CODE, ScanAnswer, day_at, is_scan_id, may_search, scan_request
from plm.clock import now
from plm.events.queries import all_events
from plm.extensions import db
from plm.web.forms import Text
from plm.web.guards import open_anywhere, this_event
from plm.web.identity import signed_in

if TYPE_CHECKING:
    from plm.checkin.tables import Checkpoint

blueprint = Blueprint("scanner", __name__)


class CodeForm(FlaskForm):
    """A typed code; `scan_id` makes a second sending of the same form harmless."""

    scan_id = HiddenField()
    ticket = Text(_l("Kode tiket"), needed=_l("Ketik kode yang tertulis di bawah QR."), most=LONGEST_CODE)


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
    """The scanner; with `pindaian` it shows that scan's verdict."""
    checkpoint = _checkpoint(code)
    return _page(checkpoint, CodeForm(scan_id=str(uuid4())), _stored(checkpoint, request.args.get("pindaian", "")))


@blueprint.post("/<slug>/<code>/")
def typed(slug: str, code: str) -> ResponseReturnValue:
    """A code from the plain form, for browsers without script."""
    checkpoint = _checkpoint(code)
    form = CodeForm()
    if not form.validate_on_submit():
        return _page(checkpoint, form, None), 422
    scan_id = _given_or_fresh(form.scan_id.data or "")
    _record(checkpoint, scan_id, form.ticket.data or "")
    return redirect(url_for(".scan", slug=slug, code=code, pindaian=scan_id))


@blueprint.post("/<slug>/<code>/pindai")
def scanned(slug: str, code: str) -> ResponseReturnValue:
    """A code from the scanner's script; the verdict comes back as it stands on the page."""
    checkpoint = _checkpoint(code)
    sent = request.get_json(silent=True)
    answer = _record(checkpoint, *_read(sent if isinstance(sent, dict) else {}))
    facts = _facts(checkpoint, answer)
    return jsonify(
        outcome=answer.verdict.outcome,
        verdict=render_template("desk/scanner/verdict.html", **facts),
        count=render_template("desk/scanner/count.html", **facts),
    )


@blueprint.get("/<slug>/<code>/cari")
def search(slug: str, code: str) -> str:
    """People with a valid ticket, by name or institution."""
    event, checkpoint = this_event(), _checkpoint(code)
    text = request.args.get("nama", "").strip()
    enough = may_search(text)
    today = day_at(now(), event.zone)
    found = tickets_at_door(db.session(), checkpoint, text, day=today) if enough else []
    return render_template(
        "desk/scanner/search.html",
        event=event,
        checkpoint=checkpoint,
        text=text,
        enough=enough,
        found=found,
        scan_ids={line.ticket.id: str(uuid4()) for line in found},
    )


@blueprint.post("/<slug>/<code>/cari/<int:ticket_id>")
def by_hand(slug: str, code: str, ticket_id: int) -> ResponseReturnValue:
    """Let in somebody who lost the ticket; the same rules as a scan."""
    event, checkpoint = this_event(), _checkpoint(code)
    scan_id = _given_or_fresh(request.form.get("scan_id", ""))
    check_in_by_hand(
        db.session(),
        event=event,
        checkpoint=checkpoint,
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


def _stored(checkpoint: "Checkpoint", scan_id: str) -> ScanAnswer | None:
    scan = find_scan(db.session(), scan_id) if is_scan_id(scan_id) else None
    return answer_of(db.session(), scan) if scan and scan.checkpoint_id == checkpoint.id else None


def _record(checkpoint: "Checkpoint", scan_id: str, ticket: str) -> ScanAnswer:
    moment = now()
    answer = record_scan(
        db.session(),
        event=this_event(),
        checkpoint=checkpoint,
        scan=scan_request(scan_id, ticket, scanned_at=moment),
        scanned_by=signed_in().name,
        now=moment,
    )
    db.session.commit()
    return answer


def _read(sent: dict[str, Any]) -> tuple[str, str]:
    """Id and text of a scan by our own script; anything else is a 400."""
    scan_id, ticket = sent.get("id"), sent.get("ticket")
    if not isinstance(scan_id, str) or not is_scan_id(scan_id) or not isinstance(ticket, str):
        abort(400)
    return scan_id, ticket[:LONGEST_CODE]


def _facts(checkpoint: "Checkpoint", answer: ScanAnswer | None) -> dict[str, Any]:
    event = this_event()
    return {
        "event": event,
        "checkpoint": checkpoint,
        "answer": answer,
        "heads": head_count(db.session(), checkpoint, day_at(now(), event.zone)),
    }


def _page(checkpoint: "Checkpoint", form: CodeForm, answer: ScanAnswer | None) -> str:
    return render_template("desk/scanner/scan.html", form=form, **_facts(checkpoint, answer))

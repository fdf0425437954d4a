"""Letting people in without a ticket in hand, one or a whole delegation, by the same rules as a scan."""

from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from plm.checkin.actions import check_in_many, search_people
from plm.checkin.queries import FoundTicket, checkpoints_of, find_checkpoint, get_checkpoint, post_of
from plm.checkin.rules import MOST_SCANS_AT_ONCE, is_scan_id
from plm.clock import now
from plm.extensions import db
from plm.web.committee.checkin.room import blueprint, frame
from plm.web.guards import may_change, this_event
from plm.web.identity import signed_in
from plm.web.protection import begin_again

if TYPE_CHECKING:
    from plm.checkin.tables import Checkpoint


# What a whole number of either database can hold.
LARGEST_ID = 1 << 63


@blueprint.get("/<slug>/kehadiran/tanpa-tiket")
def by_hand(slug: str) -> str:
    """Find people with a valid ticket by name, institution or delegation."""
    if not may_change():
        abort(403)
    session, event = db.session(), this_event()
    places, text = checkpoints_of(session, event.id), request.args.get("cari", "").strip()[:100]
    place = find_checkpoint(session, event.id, request.args.get("titik", "")) or (places[0] if places else None)
    searched = bool(place and text)
    found = _found(place, text) if place and text else []
    return render_template(
        "committee/checkin/by_hand.html",
        places=places,
        place=place,
        text=text,
        searched=searched,
        found=found,
        most=MOST_SCANS_AT_ONCE,
        batch=str(uuid4()),
        **frame(),
    )


@blueprint.post("/<slug>/kehadiran/tanpa-tiket/<code>")
def check_in(slug: str, code: str) -> ResponseReturnValue:
    """Record a scan for everybody who was ticked, and show each answer."""
    session, event = db.session(), this_event()
    place = get_checkpoint(session, event.id, code)
    asked = dict.fromkeys(request.form.getlist("tiket", type=int))
    ticket_ids = [number for number in asked if 0 < number < LARGEST_ID][:MOST_SCANS_AT_ONCE]
    if not ticket_ids:
        flash(_("Belum ada yang dicentang. Centang orang yang datang."))
        return redirect(url_for(".by_hand", slug=slug, titik=code, cari=request.form.get("cari", "")))
    batch = request.form.get("batch", "")
    answers = check_in_many(
        session,
        post=post_of(event, place),
        scans={ticket_id: _scan_id(batch, place, ticket_id) for ticket_id in ticket_ids},
        scanned_by=signed_in().name,
        actor=signed_in().actor,
        now=now(),
    )
    session.commit()
    facts: dict[str, Any] = {"place": place, "answers": answers, "text": request.form.get("cari", "")}
    return render_template("committee/checkin/checked_in.html", **facts, **frame())


def _found(place: "Checkpoint", text: str) -> list[FoundTicket]:
    """A page that is read, and notes who searched for whom."""
    session, post, actor = db.session(), post_of(this_event(), place), signed_in().actor
    begin_again(read_only=False)
    found = search_people(
        session, post=post, checkpoint=place, text=text, actor=actor, now=now(), limit=MOST_SCANS_AT_ONCE
    )
    session.commit()
    return found


def _scan_id(batch: str, place: "Checkpoint", ticket_id: int) -> str:
    """The same form sent twice makes the same scans, which are answered as they were."""
    space = UUID(batch) if is_scan_id(batch) else uuid4()
    return str(uuid5(uuid5(NAMESPACE_URL, str(space)), f"{place.id}/{ticket_id}"))

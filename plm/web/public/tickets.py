"""Tickets to keep: on paper, as a picture, in the calendar; and the way back for whoever has lost the link."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, current_app, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from plm.adapters.pdf import GlyphMissing
from plm.adapters.tickets import TicketFace, ticket_png, tickets_pdf
from plm.clock import now
from plm.extensions import db, limiter
from plm.registration.actions import write_lost_links
from plm.registration.queries import links_of_address, roster_of
from plm.registration.rules import ParticipantState
from plm.web.calendar import ICS, calendar_of
from plm.web.faces import faces_of, group_face
from plm.web.forms import Mail
from plm.web.public.kept import delegation_of
from plm.web.public.links import ParticipantLink, library_link, participant_link
from plm.web.sending import ask_to_send

if TYPE_CHECKING:
    from collections.abc import Sequence

blueprint = Blueprint("tickets", __name__)
HOME = ZoneInfo("Asia/Jakarta")


class LostForm(FlaskForm):
    """The address that the library or the person once gave."""

    email = Mail(_l("Alamat surel"), needed=_l("Tulis alamat surelnya."), most=254)


@blueprint.get("/p/<token>/tiket.pdf")
@limiter.limit("30 per minute")
def own_pdf(token: str) -> Response:
    """One ticket on paper."""
    link, face = _own(token)
    return _pdf([face], f"tiket-{link.event.slug}.pdf")


@blueprint.get("/p/<token>/tiket.png")
@limiter.limit("30 per minute")
def own_png(token: str) -> Response:
    """One ticket as a picture, for whoever shows the telephone at the door."""
    link, face = _own(token)
    return _file(ticket_png(face), "image/png", f"tiket-{link.event.slug}.png")


@blueprint.get("/p/<token>/acara.ics")
def own_calendar(token: str) -> Response:
    """The event for the reader's own calendar, with the way back to this page."""
    link = participant_link(token)
    url = f"{current_app.extensions['settings'].public_url}{url_for('public.participant.index', token=token)}"
    content = calendar_of(link.event, url=url, now=link.participant.created_at)
    return _file(content, ICS, f"{link.event.slug}.ics")


@blueprint.get("/u/<token>/tiket.pdf")
@limiter.limit("30 per minute")
def all_pdf(token: str) -> Response:
    """Every ticket of the delegation on one printable list."""
    link = library_link(token)
    if not link.is_submitted:
        abort(404)
    delegation_id = delegation_of(link).id
    faces = faces_of(link.event, roster_of(db.session(), delegation_id))
    if not faces:
        abort(404)
    group = group_face(link.event, delegation_id, link.library.name) if len(faces) > 1 else None
    return _pdf([*faces, group] if group else faces, f"tiket-{link.event.slug}.pdf")


@blueprint.route("/tautan-hilang", methods=["GET", "POST"])
@limiter.limit("10 per minute; 40 per day", methods=["POST"])
@limiter.limit("5 per hour", methods=["POST"], key_func=lambda: request.form.get("email", "").strip().lower() or "-")
def lost() -> ResponseReturnValue:
    """Send the links that belong to an address; whether there are any is said to nobody but its owner."""
    form = LostForm()
    if not form.validate_on_submit():
        return render_template("public/tickets/lost.html", form=form), 422 if form.errors else 200
    address, moment = (form.email.data or "").strip(), now()
    today = moment.astimezone(HOME).date()
    people, invitations = links_of_address(db.session(), address, today=today, now=moment)
    found: Sequence[Any] = [*people, *invitations]
    mails = [
        write_lost_links(
            db.session(),
            address=address,
            participant_ids=[person.id for person in people],
            invitation_ids=[invitation.id for invitation in invitations],
            event_id=found[0].event_id,
            now=moment,
        )
    ] if found else []  # fmt: skip
    ask_to_send(mails)
    return render_template("public/tickets/sent.html")


def _own(token: str) -> tuple[ParticipantLink, TicketFace]:
    link = participant_link(token)
    is_active = link.participant.state is ParticipantState.ACTIVE
    faces = faces_of(link.event, [link.participant]) if is_active else []
    return (link, faces[0]) if faces else abort(404)


def _pdf(faces: Sequence[TicketFace], name: str) -> Response:
    try:
        return _file(tickets_pdf(faces, title=str(_("Tiket"))), "application/pdf", name)
    except GlyphMissing:
        # A name in a script that no face of ours has: the page and the picture still show the code.
        abort(404)


def _file(content: bytes, kind: str, name: str) -> Response:
    answer: Any = send_file(BytesIO(content), mimetype=kind, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store, private"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer  # type: ignore[no-any-return]  # werkzeug's Response is the base of Flask's

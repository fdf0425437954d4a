"""Name badges: which layout, for whom, in which order; printed by a worker, taken away as one PDF."""

from flask import Blueprint, Response, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from plm.adapters.broker import commit_and_send
from plm.adapters.storage import storage_of
from plm.clock import now
from plm.extensions import db
from plm.jobs.actions import ask_for
from plm.jobs.rules import JobName
from plm.registration.actions import ask_for_badges
from plm.registration.queries import find_badge_run
from plm.registration.rules import BadgeLayout, EventRole
from plm.web.committee.person_forms import ROLE_LABELS
from plm.web.forms import Choice, Radio, options
from plm.web.guards import may_change, readable, this_event
from plm.web.identity import signed_in
from plm.web.papers import pdf_file

blueprint = Blueprint("badges", __name__, url_prefix="/<slug>/peserta/kartu-nama")
LAYOUTS = {
    BadgeLayout.TALL_4: _l("4 kartu berdiri per halaman, 94 × 134 mm, untuk gantungan besar"),
    BadgeLayout.WIDE_8: _l("8 kartu per halaman, 90 × 60 mm"),
    BadgeLayout.CARD_10: _l("10 kartu per halaman, 86 × 54 mm, seukuran kartu pengenal"),
    BadgeLayout.TEMPLATE: _l("Satu kartu per halaman menurut templat acara ini, atau 90 × 125 mm bila belum ada"),
}
ORDERS = [("name", _l("Menurut nama")), ("place", _l("Menurut provinsi dan perpustakaan"))]


class BadgeForm(FlaskForm):
    """What to print."""

    layout = Radio(_l("Ukuran"), choices=options(BadgeLayout, LAYOUTS), default=BadgeLayout.WIDE_8.value)
    role = Choice(_l("Untuk siapa"), choices=[("", _l("Semua orang")), *options(EventRole, ROLE_LABELS)], default="")
    order = Radio(_l("Urutan"), choices=ORDERS, default="name")


@blueprint.route("/", methods=["GET", "POST"])
@readable
def index(slug: str) -> ResponseReturnValue:
    """The form, and the sheet that was asked for last."""
    session, event, form = db.session(), this_event(), BadgeForm()
    if form.validate_on_submit():
        run, unused = ask_for_badges(
            session,
            event=event,
            layout=BadgeLayout(form.layout.data),
            role=EventRole(form.role.data) if form.role.data else None,
            by_place=form.order.data == "place",
            actor=signed_in().actor,
            now=now(),
        )
        name = JobName.RENDER_BADGES
        commit_and_send(session, (ask_for(session, name, now=now(), event_id=event.id, number=run.number), name))
        if unused:
            storage_of(current_app).delete(unused)
        return redirect(url_for(".index", slug=slug))
    run_now = find_badge_run(session, event.id)
    body = render_template(
        "committee/badges/index.html",
        event=event,
        form=form,
        run=run_now,
        moves=run_now is not None and run_now.rendered_at is None,
        labels={"layouts": LAYOUTS, "roles": ROLE_LABELS},
        may_change=may_change(),
    )
    return body, 422 if form.errors else 200


@blueprint.get("/kartu-nama.pdf")
def download(slug: str) -> Response:
    """The printed sheet."""
    run = find_badge_run(db.session(), this_event().id)
    if run is None or run.storage_key is None:
        abort(404)
    return pdf_file(storage_of(current_app).get(run.storage_key), f"kartu-nama-{slug}.pdf")

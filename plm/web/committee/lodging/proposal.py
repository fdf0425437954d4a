"""The proposal, looked at before it is written down, and telling people their rooms."""

from collections import Counter

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import HiddenField

from plm.clock import now
from plm.extensions import db
from plm.logistics.actions import fill_rooms, publish_rooms, withdraw_rooms
from plm.logistics.queries import rooms_published_at
from plm.logistics.rules import ProposalOutdated, WhyNot, nearness, propose
from plm.web.committee.lodging.room import GENDER_LABELS, blueprint, done, page, this_lodging
from plm.web.forms import Question
from plm.web.guards import this_event
from plm.web.identity import signed_in
from plm.wording import refusal_sentence

SHOWN = 50
AFRESH = "ulang"


class ProposalForm(FlaskForm):
    """The fingerprint of what was looked at."""

    seen = HiddenField()


@blueprint.route("/usulan", methods=["GET", "POST"])
def fill(slug: str) -> ResponseReturnValue:
    """How many would get a bed and why others not; then writing it down."""
    rearrange = request.values.get("cara") == AFRESH
    event, form, outdated = this_event(), ProposalForm(), ""
    if form.validate_on_submit():
        try:
            made = fill_rooms(
                db.session(),
                event=event,
                rearrange=rearrange,
                seen=form.seen.data or "",
                actor=signed_in().actor,
                now=now(),
            )
        except ProposalOutdated as refusal:
            db.session.rollback()
            outdated = refusal_sentence(refusal)
        else:
            placed = len(made.beds)
            return done(ngettext("%(num)d orang mendapat kamar.", "%(num)d orang mendapat kamar.", placed))
    lodging = this_lodging()
    inputs = lodging.inputs(rearrange=rearrange)
    found = propose(inputs)
    form.seen.data = inputs.fingerprint
    without = {why: [lodging.sleeper(one) for one, reason in found.unplaced if reason is why] for why in WhyNot}
    return page(
        "fill",
        form,
        lodging=lodging,
        rearrange=rearrange,
        proposal=found,
        near=nearness(inputs, found),
        rooms_used=len({bed.room for bed in found.beds}),
        without=without,
        shown=SHOWN,
        genders=GENDER_LABELS,
        kept=len(inputs.kept),
        outdated=outdated,
        published_at=rooms_published_at(db.session(), event.id),
    )


@blueprint.route("/umumkan", methods=["GET", "POST"])
def publish(slug: str) -> ResponseReturnValue:
    """Ask, then tell everybody their room."""
    lodging, form = this_lodging(), Question()
    if form.validate_on_submit():
        publish_rooms(db.session(), event_id=this_event().id, actor=signed_in().actor, now=now())
        return done(_("Kamar diumumkan. Setiap orang melihat kamarnya di halamannya."))
    facts = Counter(bool(one.bed) for one in lodging.sleepers)
    return page("publish", form, lodging=lodging, placed=facts[True])


@blueprint.post("/sembunyikan")
def withdraw(slug: str) -> ResponseReturnValue:
    """Hide the rooms again."""
    withdraw_rooms(db.session(), event_id=this_event().id, actor=signed_in().actor, now=now())
    return done(_("Kamar disembunyikan dari halaman peserta."))

"""What the event asks of those who come, and what it allows."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired, Optional

from plm.clock import now
from plm.extensions import db
from plm.registration.actions import revise_terms
from plm.registration.queries import terms_of
from plm.registration.rules import JOURNEY, MOST_EXTRA, SPECIFIC, Ask, RegistrationTerms
from plm.web.forms import Moment, Several, Whole, Within, options
from plm.web.guards import may_change, readable, this_event
from plm.web.identity import signed_in
from plm.wording import from_local

blueprint = Blueprint("terms", __name__, url_prefix="/<slug>/peserta/aturan")
ASKS = {
    Ask.TRAVEL: _l("Tiba dan pulang: waktu, kendaraan, nomor"),
    Ask.PICKUP: _l("Penjemputan dari bandara, stasiun, atau pelabuhan"),
    Ask.STAY: _l("Menginap: kamar, jenis kelamin, teman sekamar"),
    Ask.MEALS: _l("Permintaan makanan"),
    Ask.HEALTH: _l("Kesehatan dan alergi"),
    Ask.NEEDS: _l("Kebutuhan disabilitas"),
    Ask.BANK: _l("Rekening bank, untuk penggantian biaya perjalanan"),
}


def _of(asks: frozenset[Ask]) -> list[tuple[str, Any]]:
    return options([ask for ask in Ask if ask in asks], ASKS)


class TermsForm(FlaskForm):
    """What is asked, and what is allowed."""

    journey = Several(_l("Ditanyakan saat mendaftar"), choices=_of(JOURNEY))
    specific = Several(_l("Ditanyakan hanya kepada pesertanya sendiri"), choices=_of(SPECIFIC))
    extra = Whole(
        _l("Peserta tambahan per delegasi"),
        validators=[
            InputRequired(_l("Tulis jumlahnya, 0 bila tidak ada.")),
            Within(0, MOST_EXTRA, too_small=_l("Tulis 0 bila tidak ada peserta tambahan.")),
        ],
    )
    substitution_until = Moment(_l("Peserta boleh diganti sampai"), validators=[Optional()])


@blueprint.route("/", methods=["GET", "POST"])
@readable
def edit(slug: str) -> ResponseReturnValue:
    """The form; who may only read sees what stands."""
    session, event = db.session(), this_event()
    terms = terms_of(session, event.id)
    until = terms.substitution_until
    form = TermsForm(
        data={
            "journey": sorted(terms.journey),
            "specific": sorted(terms.specific),
            "extra": terms.extra,
            "substitution_until": until.astimezone(ZoneInfo(event.zone.value)) if until else None,
        }
    )
    if form.validate_on_submit():
        typed = form.substitution_until.data
        wanted = RegistrationTerms(
            asks=frozenset(Ask(word) for word in (*(form.journey.data or ()), *(form.specific.data or ()))),
            extra=form.extra.data or 0,
            substitution_until=from_local(typed, event.zone) if typed else None,
        )
        revise_terms(session, event_id=event.id, terms=wanted, actor=signed_in().actor, now=now())
        session.commit()
        flash(_("Aturan pendaftaran tersimpan."))
        return redirect(url_for(".edit", slug=slug))
    body = render_template("committee/terms/edit.html", event=event, form=form, may_change=may_change())
    return body, 422 if form.errors else 200

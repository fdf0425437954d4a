"""How long the event keeps what, after its last day."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from plm.clock import now
from plm.extensions import db
from plm.registration.actions import set_retention
from plm.registration.queries import retention_of
from plm.registration.rules import LONGEST_DAYS, Kept
from plm.web.forms import Whole, Within
from plm.web.guards import may_change, readable, this_event
from plm.web.identity import signed_in

blueprint = Blueprint("retention", __name__, url_prefix="/<slug>/peserta/simpan")
LABELS = {
    Kept.SPECIFIC: _l("Data khusus: kesehatan, kebutuhan, rekening"),
    Kept.DRAFTS: _l("Pendaftaran yang tidak pernah dikirim"),
    Kept.JOURNEY: _l("Perjalanan, menginap, makanan"),
    Kept.CORRECTIONS: _l("Isi permintaan perbaikan"),
    Kept.PHONE: _l("Nomor WhatsApp"),
    Kept.EMAIL: _l("Alamat surel"),
    Kept.NIP: _l("NIP"),
    Kept.PAPERS: _l("Berkas surat tugas dan berkas lain"),
}


def _days(label: Any) -> Whole:
    needed = InputRequired(_l("Tulis jumlah hari."))
    return Whole(label, validators=[needed, Within(0, LONGEST_DAYS, too_small=_l("Tulis 0 atau lebih."))])


RetentionForm = type("RetentionForm", (FlaskForm,), {kept.value: _days(label) for kept, label in LABELS.items()})


@blueprint.route("/", methods=["GET", "POST"])
@readable
def edit(slug: str) -> ResponseReturnValue:
    """Days for each field; the night's work does the rest."""
    session, event = db.session(), this_event()
    form: Any = RetentionForm(data={kept.value: days for kept, days in retention_of(session, event.id).items()})
    if form.validate_on_submit():
        days = {kept: int(form[kept.value].data) for kept in Kept}
        set_retention(session, event_id=event.id, days=days, actor=signed_in().actor, now=now())
        session.commit()
        flash(_("Lama penyimpanan tersimpan."))
        return redirect(url_for(".edit", slug=slug))
    body = render_template("committee/retention/edit.html", event=event, form=form, may_change=may_change())
    return body, 422 if form.errors else 200

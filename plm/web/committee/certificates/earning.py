"""Who earns a certificate: the rule, and who stands where."""

from collections import Counter
from typing import Any

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, ValidationError
from wtforms.validators import InputRequired, NumberRange
from wtforms.validators import Optional as MayBeEmpty

from plm.certificates import actions, queries
from plm.certificates.rules import (
    DEFAULT_PATTERN,
    Attendance,
    PatternRefused,
    check_pattern,
    needs_a_look,
)
from plm.clock import now
from plm.events.rules import EventMode
from plm.extensions import db
from plm.web.committee.certificates.room import blueprint, home, page_of, people_due
from plm.web.forms import Day, Text, Whole
from plm.web.guards import this_event
from plm.web.identity import signed_in
from plm.wording import refusal_sentence


class WordingForm(FlaskForm):
    """What the committee decides once for all certificates."""

    number_pattern = Text(_l("Pola nomor"), needed=_l("Tulis pola nomor."), most=110)
    learning_hours = Whole(
        _l("Jam pelajaran (JP)"),
        validators=[MayBeEmpty(), NumberRange(1, 999, message=_l("Tulis bilangan 1 sampai 999, atau kosongkan."))],
    )
    signed_at_place = Text(_l("Tempat penandatanganan"), needed=_l("Tulis nama kotanya."), most=120)
    signed_on = Day(_l("Tanggal penandatanganan"), validators=[InputRequired(_l("Tulis tanggalnya."))])
    signatory_name = Text(_l("Nama penanda tangan"), needed=_l("Tulis nama dengan gelarnya."))
    signatory_position = Text(_l("Jabatan penanda tangan"), needed=_l("Tulis jabatannya."), most=250)
    without_attendance = BooleanField(_l("Sertifikat tanpa catatan kehadiran"))

    def validate_number_pattern(self, field: Text) -> None:
        """Say it beside the other complaints; the action asks again."""
        try:
            check_pattern(field.data or "")
        except PatternRefused as refusal:
            raise ValidationError(refusal_sentence(refusal)) from refusal


@blueprint.get("/<slug>/sertifikat/calon")
def candidates(slug: str) -> str:
    """The dry run: who gets one, who not and why, and which names need a look."""
    found = people_due()
    refused = [one for one in found if one.unmet and not one.issued]
    return page_of(
        "candidates",
        due=[one for one in found if one.is_due],
        issued=sum(one.issued for one in found),
        refused=refused,
        reasons=Counter(reason for one in refused for reason in one.unmet),
        needs_a_look=needs_a_look,
    )


@blueprint.route("/<slug>/sertifikat/pengaturan", methods=["GET", "POST"])
def settings(slug: str) -> ResponseReturnValue:
    """The wording of certificates issued from now on."""
    event = this_event()
    form = WordingForm(data=_wording_so_far())
    if form.validate_on_submit():
        actions.save_settings(db.session(), event=event, wording=_wording(form), by=signed_in().actor, now=now())
        db.session.commit()
        flash(_("Pengaturan sertifikat tersimpan."))
        return redirect(home())
    return page_of("settings", form=form, online=event.mode is EventMode.ONLINE), 422 if form.errors else 200


def _wording_so_far() -> dict[str, Any]:
    event = this_event()
    held = queries.find_settings(db.session(), event.id)
    if held is None:
        return {"number_pattern": DEFAULT_PATTERN, "signed_at_place": event.city, "signed_on": event.ends_on}
    names = ("number_pattern", "learning_hours", "signed_at_place", "signed_on", "signatory_name", "signatory_position")
    return {**{name: getattr(held, name) for name in names}, "without_attendance": held.attendance is Attendance.NONE}


def _wording(form: WordingForm) -> actions.Wording:
    values = {name: value for name, value in form.data.items() if name not in ("csrf_token", "without_attendance")}
    return actions.Wording(**values, attendance_required=not form.without_attendance.data)

"""Certificates of an event: wording, who earns one, issuing, the register."""

from collections import Counter
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, ValidationError
from wtforms.validators import InputRequired, NumberRange
from wtforms.validators import Optional as MayBeEmpty

from plm.adapters.certificates import commit_and_print
from plm.adapters.signing import SigningUnavailable, open_seal
from plm.certificates import actions, queries
from plm.certificates.rules import (
    DEFAULT_PATTERN,
    Attendance,
    CertificateState,
    PatternRefused,
    RegisterPart,
    check_pattern,
    needs_a_look,
)
from plm.clock import now
from plm.events.rules import EventMode
from plm.extensions import db
from plm.web.addresses import asked_page
from plm.web.forms import Day, LongText, Text, Whole
from plm.web.guards import may_change, this_event
from plm.web.identity import signed_in
from plm.web.papers import certificate_file
from plm.wording import refusal_sentence

blueprint = Blueprint("certificates", __name__)
PER_PAGE = 100
# A page that waits for a worker asks again by itself, but not for ever.
REFRESH_FOR = timedelta(minutes=15)


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


class ReasonForm(FlaskForm):
    """Why a certificate ends."""

    reason = LongText(_l("Alasan"), needed=_l("Tulis alasannya. Alasan disimpan dalam catatan panitia."), most=500)


@blueprint.get("/<slug>/sertifikat/")
def index(slug: str) -> str:
    """How far it is, and the register."""
    session, event, text = db.session(), this_event(), request.args.get("cari", "").strip()
    page, word = asked_page(), request.args.get("status", "")
    part = RegisterPart(word) if word in set(RegisterPart) else None
    counts = queries.count_certificates(session, event.id, text=text)
    progress = queries.progress_of(session, event.id)
    return _page(
        "index",
        candidates=_candidates(),
        settings=queries.find_settings(session, event.id),
        progress=progress,
        refreshes=bool(progress.waiting and progress.latest_at and now() - progress.latest_at < REFRESH_FOR),
        certificates=queries.certificates_of(
            session, event.id, text=text, part=part, limit=PER_PAGE, offset=PER_PAGE * (page - 1)
        ),
        counts=counts,
        total=counts[part],
        part=part,
        text=text,
        page=page,
        per_page=PER_PAGE,
        seal=_seal(),
    )


@blueprint.get("/<slug>/sertifikat/calon")
def candidates(slug: str) -> str:
    """The dry run: who gets one, who not and why, and which names need a look."""
    found = _candidates()
    refused = [one for one in found if one.unmet and not one.issued]
    return _page(
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
        return redirect(_home())
    return _page("settings", form=form, online=event.mode is EventMode.ONLINE), 422 if form.errors else 200


@blueprint.route("/<slug>/sertifikat/terbitkan", methods=["GET", "POST"])
def issue(slug: str) -> ResponseReturnValue:
    """The question, and the issuing."""
    form = FlaskForm()
    if not form.validate_on_submit():
        return _page("issue", form=form, due=sum(one.is_due for one in _candidates()), seal=_seal())
    issued = actions.issue_certificates(db.session(), event=this_event(), requested_by=signed_in().actor, now=now())
    commit_and_print(db.session(), issued, now=now())
    flash(ngettext("%(num)d sertifikat terbit.", "%(num)d sertifikat terbit.", len(issued)))
    return redirect(_home())


@blueprint.post("/<slug>/sertifikat/cetak")
def print_again(slug: str) -> ResponseReturnValue:
    """Ask once more for the PDFs that are missing."""
    waiting = queries.ids_to_print(db.session(), this_event().id)
    commit_and_print(db.session(), waiting, now=now())
    flash(ngettext("%(num)d PDF diminta lagi.", "%(num)d PDF diminta lagi.", len(waiting)))
    return redirect(_home())


@blueprint.get("/<slug>/sertifikat/<int:certificate_id>")
def one(slug: str, certificate_id: int) -> str:
    """One certificate, and what can be done with it."""
    certificate = queries.get_certificate(db.session(), this_event().id, certificate_id)
    successor = certificate.replaced_by_id and queries.get_certificate(
        db.session(), this_event().id, certificate.replaced_by_id
    )
    return _page("one", certificate=certificate, successor=successor)


@blueprint.get("/<slug>/sertifikat/<int:certificate_id>.pdf")
def download(slug: str, certificate_id: int) -> Response:
    """One PDF."""
    certificate = queries.get_certificate(db.session(), this_event().id, certificate_id)
    return certificate_file(number=certificate.number, storage_key=certificate.storage_key)


@blueprint.route("/<slug>/sertifikat/<int:certificate_id>/cabut", methods=["GET", "POST"])
def revoke(slug: str, certificate_id: int) -> ResponseReturnValue:
    """The question with its reason, and the revocation."""
    certificate = queries.get_certificate(db.session(), this_event().id, certificate_id)
    if certificate.state is not CertificateState.ISSUED:
        return _too_late(certificate)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page("revoke", form=form, certificate=certificate), 422 if form.errors else 200
    actions.revoke_certificate(
        db.session(), certificate=certificate, reason=form.reason.data or "", by=signed_in().actor, now=now()
    )
    db.session.commit()
    flash(_("Sertifikat %(number)s dicabut.", number=certificate.number))
    return redirect(_home())


@blueprint.route("/<slug>/sertifikat/<int:certificate_id>/ganti", methods=["GET", "POST"])
def replace(slug: str, certificate_id: int) -> ResponseReturnValue:
    """The question with its reason, and a new certificate in place of this one."""
    event = this_event()
    certificate = queries.get_certificate(db.session(), event.id, certificate_id)
    if certificate.replaced_by_id is not None:
        return _too_late(certificate)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page("replace", form=form, certificate=certificate), 422 if form.errors else 200
    successor = actions.reissue_certificate(
        db.session(),
        certificate=certificate,
        event=event,
        reason=form.reason.data or "",
        by=signed_in().actor,
        now=now(),
    )
    commit_and_print(db.session(), [successor], now=now())
    flash(_("Pengganti %(number)s terbit.", number=certificate.number))
    return redirect(_home())


def _too_late(certificate: Any) -> ResponseReturnValue:
    return _page("ended", certificate=certificate), 200 if request.method == "GET" else 409


def _page(name: str, **facts: Any) -> str:
    event = this_event()
    return render_template(f"committee/certificates/{name}.html", event=event, may_change=may_change(), **facts)


def _home() -> str:
    return url_for("committee.certificates.index", slug=this_event().slug)


def _candidates() -> list[queries.Candidate]:
    event = this_event()
    held = queries.find_settings(db.session(), event.id)
    return queries.candidates_of(
        db.session(), event, attendance_required=held.attendance is not Attendance.NONE if held else True
    )


def _seal() -> Any:
    """Who will sign, or None when the key cannot be used."""
    settings = current_app.extensions["settings"]
    try:
        return open_seal(settings.signing_p12, settings.signing_password)
    except SigningUnavailable:
        return None


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

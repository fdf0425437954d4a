"""What people ask to have put right: beside what stands, accepted with its certificates issued again, or refused."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm

from plm.adapters.certificates import commit_and_print
from plm.certificates.actions import reissue_certificate
from plm.clock import now
from plm.extensions import db
from plm.registration.actions import accept_correction, refuse_correction
from plm.registration.queries import details_of, get_correction, get_participant, open_corrections
from plm.registration.rules import CorrectionState, PersonDetails, changes_wanted
from plm.web.committee.person_forms import DETAIL_LABELS
from plm.web.committee.registration import outdated_certificates
from plm.web.forms import LongText, Question
from plm.web.guards import may_change, this_event
from plm.web.identity import signed_in

blueprint = Blueprint("corrections", __name__, url_prefix="/<slug>/peserta/perbaikan")


class RefuseForm(FlaskForm):
    """Why it stays as it is."""

    reason = LongText(_l("Alasan"), needed=_l("Tulis alasannya; peserta membacanya."), most=500)


@blueprint.get("/")
def index(slug: str) -> str:
    """What waits for an answer."""
    event = this_event()
    return render_template(
        "committee/corrections/index.html", event=event, waiting=open_corrections(db.session(), event.id)
    )


@blueprint.get("/<int:correction_id>")
def show(slug: str, correction_id: int) -> str:
    """One request: what stands, what is wanted, and which certificates would be issued again."""
    return _page(correction_id, RefuseForm())


@blueprint.post("/<int:correction_id>/terima")
def accept(slug: str, correction_id: int) -> ResponseReturnValue:
    """It is put right, and certificates that say something else are issued again."""
    session, event = db.session(), this_event()
    asked = get_correction(session, event.id, correction_id)
    if not Question().validate_on_submit():
        return redirect(url_for(".show", slug=slug, correction_id=correction_id))
    actor = signed_in().actor
    person = accept_correction(session, asked=asked, actor=actor, now=now())
    reason = _("Data diperbaiki atas permintaan peserta")
    issued = [
        reissue_certificate(session, certificate=one, event=event, reason=reason, by=actor, now=now())
        for one in outdated_certificates(person)
    ]
    commit_and_print(session, issued, now=now())
    again = ngettext("%(num)d sertifikat diterbitkan ulang.", "%(num)d sertifikat diterbitkan ulang.", len(issued))
    flash(f"{_('Data diperbaiki.')} {again}" if issued else _("Data diperbaiki."))
    return redirect(url_for(".index", slug=slug))


@blueprint.post("/<int:correction_id>/tolak")
def refuse(slug: str, correction_id: int) -> ResponseReturnValue:
    """It stays as it is, and why."""
    form = RefuseForm()
    if not form.validate_on_submit():
        return _page(correction_id, form), 422
    asked = get_correction(db.session(), this_event().id, correction_id)
    refuse_correction(db.session(), asked=asked, reason=form.reason.data or "", actor=signed_in().actor, now=now())
    db.session.commit()
    flash(_("Permintaan ditolak. Peserta membaca alasannya di halamannya."))
    return redirect(url_for(".index", slug=slug))


def _page(correction_id: int, form: RefuseForm) -> str:
    session, event = db.session(), this_event()
    asked = get_correction(session, event.id, correction_id)
    person = get_participant(session, event.id, asked.participant_id)
    changes = changes_wanted(details_of(person), PersonDetails(**asked.wanted))
    return render_template(
        "committee/corrections/show.html",
        event=event,
        asked=asked,
        person=person,
        rows=[(DETAIL_LABELS[name], before, after) for name, (before, after) in changes.items()],
        certificates=outdated_certificates(person, PersonDetails(**asked.wanted)),
        is_open=asked.state is CorrectionState.OPEN,
        form=form,
        may_change=may_change(),
    )

"""Revoking and replacing one certificate."""

from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from plm.adapters.certificates import commit_and_print
from plm.certificates import actions, queries
from plm.certificates.rules import (
    CertificateState,
)
from plm.clock import now
from plm.extensions import db
from plm.web.committee.certificates.room import blueprint, home, page_of
from plm.web.forms import LongText
from plm.web.guards import this_event
from plm.web.identity import signed_in


class ReasonForm(FlaskForm):
    """Why a certificate ends."""

    reason = LongText(_l("Alasan"), needed=_l("Tulis alasannya. Alasan disimpan dalam catatan panitia."), most=500)


@blueprint.route("/<slug>/sertifikat/<int:certificate_id>/cabut", methods=["GET", "POST"])
def revoke(slug: str, certificate_id: int) -> ResponseReturnValue:
    """The question with its reason, and the revocation."""
    certificate = queries.get_certificate(db.session(), this_event().id, certificate_id)
    if certificate.state is not CertificateState.ISSUED:
        return _too_late(certificate)
    form = ReasonForm()
    if not form.validate_on_submit():
        return page_of("revoke", form=form, certificate=certificate), 422 if form.errors else 200
    actions.revoke_certificate(
        db.session(), certificate=certificate, reason=form.reason.data or "", by=signed_in().actor, now=now()
    )
    db.session.commit()
    flash(_("Sertifikat %(number)s dicabut.", number=certificate.number))
    return redirect(home())


@blueprint.route("/<slug>/sertifikat/<int:certificate_id>/ganti", methods=["GET", "POST"])
def replace(slug: str, certificate_id: int) -> ResponseReturnValue:
    """The question with its reason, and a new certificate in place of this one."""
    event = this_event()
    certificate = queries.get_certificate(db.session(), event.id, certificate_id)
    if certificate.replaced_by_id is not None:
        return _too_late(certificate)
    form = ReasonForm()
    if not form.validate_on_submit():
        return page_of("replace", form=form, certificate=certificate), 422 if form.errors else 200
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
    return redirect(home())


def _too_late(certificate: Any) -> ResponseReturnValue:
    return page_of("ended", certificate=certificate), 200 if request.method == "GET" else 409

"""The personal link: a new one, none any more, and who asks for one."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from plm.clock import now
from plm.extensions import db
from plm.invitations.actions import decline_link, renew_link, revoke_link, write_letter
from plm.invitations.queries import get_invitation
from plm.invitations.rules import ExpiryPassed
from plm.libraries.queries import get_library
from plm.web.committee.invitations.room import (
    blueprint,
    done,
    question,
    secret,
    typed_moment,
    usual_end,
)
from plm.web.forms import LongText, Moment, Question, refuse
from plm.web.guards import this_event
from plm.web.identity import signed_in
from plm.web.sending import ask_to_send


class TermForm(FlaskForm):
    """Until when a new link opens."""

    expires_at = Moment(_l("Tautan berlaku sampai"), validators=[InputRequired(_l("Tulis tanggal dan jamnya."))])


class NoLinkForm(FlaskForm):
    """Why there is no new link."""

    reason = LongText(_l("Alasan"), needed=_l("Tulis alasannya, misalnya pendaftaran sudah ditutup."), most=500)


@blueprint.route("/<slug>/undangan/<int:invitation_id>/tautan-baru", methods=["GET", "POST"])
def renew(slug: str, invitation_id: int) -> ResponseReturnValue:
    """A new link; the old one is dead at once. Who has asked for it gets it by mail."""
    session = db.session()
    invitation = get_invitation(session, this_event().id, invitation_id)
    form = TermForm(data={"expires_at": usual_end()})
    if not form.validate_on_submit():
        return question("renew", invitation, form)
    address = get_library(session, invitation.library_id).email if invitation.link_asked_at else ""
    actor, moment = signed_in().actor, now()
    try:
        renew_link(
            session,
            invitation=invitation,
            expires_at=typed_moment(form.expires_at.data),
            secret_key=secret(),
            actor=actor,
            now=moment,
        )
    except ExpiryPassed as refusal:
        refuse(form.expires_at, refusal)
        return question("renew", invitation, form)
    if not address:
        return done(invitation, _("Tautan baru siap. Tautan lama tidak berlaku lagi."))
    ask_to_send([write_letter(session, invitation=invitation, address=address, actor=actor, now=moment)])
    return done(invitation, _("Tautan baru siap dan sedang dikirim ke %(address)s.", address=address))


@blueprint.route("/<slug>/undangan/<int:invitation_id>/cabut", methods=["GET", "POST"])
def revoke(slug: str, invitation_id: int) -> ResponseReturnValue:
    """The link opens nothing any more."""
    invitation = get_invitation(db.session(), this_event().id, invitation_id)
    form = Question()
    if form.validate_on_submit():
        revoke_link(db.session(), invitation=invitation, actor=signed_in().actor, now=now())
        return done(invitation, _("Tautan dicabut."))
    return question("revoke", invitation, form)


@blueprint.route("/<slug>/undangan/<int:invitation_id>/tanpa-tautan", methods=["GET", "POST"])
def decline(slug: str, invitation_id: int) -> ResponseReturnValue:
    """No new link for whoever asked, and why."""
    invitation = get_invitation(db.session(), this_event().id, invitation_id)
    form = NoLinkForm()
    if form.validate_on_submit():
        decline_link(
            db.session(), invitation=invitation, reason=form.reason.data or "", actor=signed_in().actor, now=now()
        )
        return done(invitation, _("Permintaan tautan dijawab: tidak diberikan."))
    return question("decline", invitation, form)

"""Letters and reminders by mail."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from plm.clock import now
from plm.extensions import db
from plm.invitations.actions import write_letter, write_reminder
from plm.invitations.queries import InvitationLine, get_invitation, silent_invitations, unsent_invitations
from plm.libraries.queries import get_library
from plm.web.committee.invitations.room import blueprint
from plm.web.forms import Question
from plm.web.guards import this_event
from plm.web.identity import signed_in
from plm.web.sending import ask_to_send
from plm.wording import local_day

PATIENCE = (3, 7, 14)
SHOWN = 20


@blueprint.post("/<slug>/undangan/kirim")
def send_all(slug: str) -> ResponseReturnValue:
    """Send every letter that waits and has an address."""
    return _send(slug, unsent_invitations(db.session(), this_event().id))


@blueprint.post("/<slug>/undangan/<int:invitation_id>/kirim")
def send_one(slug: str, invitation_id: int) -> ResponseReturnValue:
    """Send one letter."""
    invitation = get_invitation(db.session(), this_event().id, invitation_id)
    return _send(slug, [InvitationLine(invitation, get_library(db.session(), invitation.library_id))])


@blueprint.route("/<slug>/undangan/ingatkan", methods=["GET", "POST"])
def remind(slug: str) -> ResponseReturnValue:
    """Whom a reminder would reach, and sending it: those without an answer whose last mail is some days old."""
    session, event, moment = db.session(), this_event(), now()
    days = request.values.get("hari", type=int)
    days = days if days in PATIENCE else PATIENCE[0]
    lines = silent_invitations(session, event.id, before=moment - timedelta(days=days), now=moment)
    form = Question()
    if form.validate_on_submit():
        actor, today = signed_in().actor, local_day(moment, event.zone)
        count = ask_to_send(
            write_reminder(
                session, invitation=line.invitation, address=line.library.email, today=today, actor=actor, now=moment
            )
            for line in lines
        )
        flash(ngettext("%(num)d pengingat sedang dikirim.", "%(num)d pengingat sedang dikirim.", count))
        return redirect(url_for(".index", slug=slug))
    return render_template(
        "committee/invitations/remind.html",
        event=event,
        form=form,
        lines=lines,
        shown=SHOWN,
        days=days,
        choices=PATIENCE,
    )


def _send(slug: str, lines: list[InvitationLine]) -> ResponseReturnValue:
    """Rows of the outbox first; the workers hear of them after the commit."""
    session, actor, moment = db.session(), signed_in().actor, now()
    count = ask_to_send(
        write_letter(session, invitation=line.invitation, address=line.library.email, actor=actor, now=moment)
        for line in lines
    )
    if count:
        flash(ngettext("%(num)d surat sedang dikirim.", "%(num)d surat sedang dikirim.", count))
    else:
        flash(_("Surat untuk tautan ini sudah dikirim."))
    return redirect(url_for(".index", slug=slug))

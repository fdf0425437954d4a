"""What the mail server did: mails that wait, were refused, or may have arrived."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from plm.clock import now
from plm.extensions import db
from plm.outbox.actions import count_as_sent, send_again
from plm.outbox.queries import get_mail_of, mail_counts, mails_on_the_way
from plm.web.addresses import asked_page
from plm.web.committee.invitations.room import blueprint
from plm.web.guards import may_change, this_event
from plm.web.identity import signed_in
from plm.web.sending import ask_to_send

PER_PAGE = 50


@blueprint.get("/<slug>/undangan/surel")
def mails(slug: str) -> str:
    """What has not arrived for sure, and what can be done about it."""
    session, event, page = db.session(), this_event(), asked_page()
    return render_template(
        "committee/invitations/mails.html",
        event=event,
        mails=mails_on_the_way(session, event.id, limit=PER_PAGE, offset=PER_PAGE * (page - 1)),
        counts=mail_counts(session, event.id),
        page=page,
        per_page=PER_PAGE,
        may_change=may_change(),
    )


@blueprint.post("/<slug>/undangan/surel/<int:mail_id>/kirim-ulang")
def mail_again(slug: str, mail_id: int) -> ResponseReturnValue:
    """Send it once more; whoever presses has seen why it did not go, or that it may have."""
    mail = get_mail_of(db.session(), this_event().id, mail_id)
    send_again(db.session(), mail=mail, actor=signed_in().actor, now=now())
    ask_to_send([mail])
    flash(_("Surel ke %(address)s sedang dikirim ulang.", address=mail.recipient))
    return redirect(url_for(".mails", slug=slug))


@blueprint.post("/<slug>/undangan/surel/<int:mail_id>/terkirim")
def mail_arrived(slug: str, mail_id: int) -> ResponseReturnValue:
    """It did arrive, as the recipient says."""
    mail = get_mail_of(db.session(), this_event().id, mail_id)
    count_as_sent(db.session(), mail=mail, actor=signed_in().actor, now=now())
    db.session.commit()
    flash(_("Surel ke %(address)s dicatat terkirim.", address=mail.recipient))
    return redirect(url_for(".mails", slug=slug))

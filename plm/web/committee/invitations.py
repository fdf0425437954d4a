"""Inviting libraries: the list with each one's link, and sending the links."""

from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired, NumberRange

from plm.accounts.rules import Ability, Place
from plm.adapters.broker import commit_and_send
from plm.clock import now
from plm.eligibility.queries import eligible_library_ids, latest_run
from plm.extensions import db
from plm.invitations.actions import invite_libraries, renew_link, revoke_link, write_letter
from plm.invitations.queries import (
    InvitationLine,
    get_invitation,
    invitations_of,
    invited_library_ids,
    reply_counts,
    token_of,
    unsent_invitations,
)
from plm.invitations.rules import ExpiryPassed, Reply, ReplyTab
from plm.jobs.actions import ask_for
from plm.jobs.rules import JobName
from plm.libraries.queries import get_library, places_of
from plm.web.addresses import asked_page
from plm.web.forms import Moment, Question, Whole, refuse
from plm.web.guards import this_event
from plm.web.identity import signed_in
from plm.wording import from_local, local_value, whatsapp

blueprint = Blueprint("invitations", __name__)
PER_PAGE = 50
MOST_SEATS = 20
MAILS_A_JOB = 50
USUAL_TERM = timedelta(days=14)


class InviteForm(FlaskForm):
    """How many may come, and until when the links open."""

    seats = Whole(
        _l("Orang per delegasi"),
        validators=[
            InputRequired(_l("Tulis jumlahnya, misalnya 2.")),
            NumberRange(1, MOST_SEATS, message=_l("Tulis bilangan 1 sampai %(max)s.")),
        ],
    )
    expires_at = Moment(_l("Tautan berlaku sampai"), validators=[InputRequired(_l("Tulis tanggal dan jamnya."))])


class TermForm(FlaskForm):
    """Until when a new link opens."""

    expires_at = Moment(_l("Tautan berlaku sampai"), validators=[InputRequired(_l("Tulis tanggal dan jamnya."))])


@blueprint.get("/<slug>/undangan/")
def index(slug: str) -> str:
    """Who is invited, what they answered, and each one's link."""
    session, event = db.session(), this_event()
    tab = _chosen_tab()
    replies = tab.replies if tab else tuple(Reply)
    text = request.args.get("cari", "").strip()
    page = asked_page()
    lines = invitations_of(
        session, event.id, replies=replies, search=text, limit=PER_PAGE, offset=PER_PAGE * (page - 1)
    )
    counts, invited = reply_counts(session, event.id, search=text), invited_library_ids(session, event.id)
    may_change = current_user.may(Ability.CHANGE, Place(event.id, event.region_code))
    return render_template(
        "committee/invitations/index.html",
        event=event,
        lines=lines,
        places=places_of(session, [line.library.region_code for line in lines]),
        links={line.invitation.id: _link(line) for line in lines} if may_change else {},
        counts=counts,
        invited=len(invited),
        to_invite=len(eligible_library_ids(session, event.id) - invited),
        unsent=len(unsent_invitations(session, event.id)),
        total=sum(counts[reply] for reply in replies),
        tab=tab,
        text=text,
        page=page,
        per_page=PER_PAGE,
        may_change=may_change,
        now=now(),
    )


@blueprint.route("/<slug>/undangan/siapkan", methods=["GET", "POST"])
def prepare(slug: str) -> ResponseReturnValue:
    """Invite everybody whom the latest decision allows and who has no invitation yet."""
    session, event = db.session(), this_event()
    waiting = eligible_library_ids(session, event.id) - invited_library_ids(session, event.id)
    form = InviteForm(data={"seats": 2, "expires_at": _usual_end()})
    if waiting and form.validate_on_submit():
        try:
            done = invite_libraries(
                session,
                event=event,
                library_ids=waiting,
                seats=form.seats.data or 1,
                expires_at=_typed_moment(form.expires_at.data),
                secret_key=_secret(),
                invited_by=signed_in().actor,
                now=now(),
            )
        except ExpiryPassed as refusal:
            refuse(form.expires_at, refusal)
        else:
            session.commit()
            flash(ngettext("%(num)d undangan siap.", "%(num)d undangan siap.", done.new))
            return redirect(url_for(".index", slug=slug))
    body = render_template(
        "committee/invitations/prepare.html",
        event=event,
        form=form,
        waiting=len(waiting),
        run=latest_run(session, event.id),
    )
    return body, 422 if form.errors else 200


@blueprint.route("/<slug>/undangan/<int:invitation_id>/tautan-baru", methods=["GET", "POST"])
def renew(slug: str, invitation_id: int) -> ResponseReturnValue:
    """A new link; the old one is dead at once."""
    invitation = get_invitation(db.session(), this_event().id, invitation_id)
    form = TermForm(data={"expires_at": _usual_end()})
    if form.validate_on_submit():
        try:
            renew_link(
                db.session(),
                invitation=invitation,
                expires_at=_typed_moment(form.expires_at.data),
                secret_key=_secret(),
                actor=signed_in().actor,
                now=now(),
            )
        except ExpiryPassed as refusal:
            refuse(form.expires_at, refusal)
        else:
            return _done(slug, invitation.library_id, _("Tautan baru siap. Tautan lama tidak berlaku lagi."))
    return _question("renew", invitation, form)


@blueprint.route("/<slug>/undangan/<int:invitation_id>/cabut", methods=["GET", "POST"])
def revoke(slug: str, invitation_id: int) -> ResponseReturnValue:
    """The link opens nothing any more."""
    invitation = get_invitation(db.session(), this_event().id, invitation_id)
    form = Question()
    if form.validate_on_submit():
        revoke_link(db.session(), invitation=invitation, actor=signed_in().actor, now=now())
        return _done(slug, invitation.library_id, _("Tautan dicabut."))
    return _question("revoke", invitation, form)


@blueprint.post("/<slug>/undangan/kirim")
def send_all(slug: str) -> ResponseReturnValue:
    """Send every letter that waits and has an address."""
    return _send(slug, unsent_invitations(db.session(), this_event().id))


@blueprint.post("/<slug>/undangan/<int:invitation_id>/kirim")
def send_one(slug: str, invitation_id: int) -> ResponseReturnValue:
    """Send one letter."""
    invitation = get_invitation(db.session(), this_event().id, invitation_id)
    return _send(slug, [InvitationLine(invitation, get_library(db.session(), invitation.library_id))])


def _send(slug: str, lines: list[InvitationLine]) -> ResponseReturnValue:
    """Rows of the outbox first; the workers hear of them after the commit."""
    session, actor, moment = db.session(), signed_in().actor, now()
    letters = (
        write_letter(session, invitation=line.invitation, address=line.library.email, actor=actor, now=moment)
        for line in lines
    )
    ids = iter([letter.id for letter in letters if letter is not None])
    jobs, count = [], 0
    while some := list(islice(ids, MAILS_A_JOB)):
        jobs.append((ask_for(session, JobName.SEND_MAIL, now=moment, mail_ids=some), JobName.SEND_MAIL))
        count += len(some)
    commit_and_send(session, *jobs)
    if count:
        flash(ngettext("%(num)d surat sedang dikirim.", "%(num)d surat sedang dikirim.", count))
    else:
        flash(_("Surat untuk tautan ini sudah dikirim."))
    return redirect(url_for(".index", slug=slug))


def _question(name: str, invitation: Any, form: FlaskForm) -> ResponseReturnValue:
    library = get_library(db.session(), invitation.library_id)
    page = f"committee/invitations/{name}.html"
    body = render_template(page, event=this_event(), invitation=invitation, library=library, form=form)
    return body, 422 if form.errors else 200


def _done(slug: str, library_id: int, words: str) -> ResponseReturnValue:
    library = get_library(db.session(), library_id)
    db.session.commit()
    flash(f"{library.name}: {words}")
    return redirect(url_for(".index", slug=slug, cari=library.name))


def _link(line: InvitationLine) -> dict[str, str]:
    """The personal link, and the same inside a ready WhatsApp message when there is a number."""
    event = this_event()
    path = url_for("public.reply.index", token=token_of(line.invitation, _secret()))
    url = f"{current_app.extensions['settings'].public_url}{path}"
    if not line.library.phone:
        return {"url": url, "whatsapp": ""}
    text = render_template("mail/invitation_message.txt", event=event, library=line.library, url=url,
                           expires_at=line.invitation.expires_at)  # fmt: skip  # one message
    return {"url": url, "whatsapp": whatsapp(line.library.phone, text.strip())}


def _chosen_tab() -> ReplyTab | None:
    word = request.args.get("jawaban", "")
    return ReplyTab(word) if word in set(ReplyTab) else None


def _usual_end() -> datetime:
    """Until registration closes, or two weeks."""
    event, moment = this_event(), now()
    closes_at = event.registration_closes_at
    end = closes_at if closes_at and closes_at > moment else moment + USUAL_TERM
    return datetime.fromisoformat(local_value(end, event.zone))


def _typed_moment(value: datetime | None) -> datetime:
    assert value is not None
    return from_local(value, this_event().zone)


def _secret() -> str:
    return str(current_app.extensions["settings"].secret_key)

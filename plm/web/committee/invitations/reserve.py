"""Places: how many are held, which are free, who is next, and the log of moves."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import BooleanField
from wtforms.validators import InputRequired, NumberRange

from plm.accounts.queries import names_of
from plm.clock import now
from plm.extensions import db
from plm.invitations.actions import move_places, propose_moves, set_reserve, write_letter
from plm.invitations.queries import free_places, moves_of, reserve_setting, seats_by_kind
from plm.invitations.rules import RunOutdated
from plm.libraries.queries import get_library, libraries_by_id
from plm.web.committee.invitations.room import blueprint, secret
from plm.web.forms import Question, Whole
from plm.web.guards import may_change, readable, this_event
from plm.web.identity import signed_in
from plm.web.sending import ask_to_send

MOST_DAYS = 60


class ReserveForm(FlaskForm):
    """Whether freed places move by themselves, and how long the next one has."""

    automatic = BooleanField(_l("Tempat yang bebas pindah dengan sendirinya"))
    term_days = Whole(
        _l("Hari untuk menjawab"),
        validators=[
            InputRequired(_l("Tulis jumlah harinya, misalnya 7.")),
            NumberRange(1, MOST_DAYS, message=_l("Tulis bilangan 1 sampai %(max)s.")),
        ],
    )


@blueprint.route("/<slug>/undangan/cadangan", methods=["GET", "POST"])
@readable
def reserve(slug: str) -> ResponseReturnValue:
    """Who is next for the places that are free, and moving them; nothing moves by looking."""
    event, session, moment = this_event(), db.session(), now()
    form = Question()
    if form.validate_on_submit():
        moved, made = move_places(session, event=event, secret_key=secret(), actor=signed_in().actor, now=moment)
        _send_letters(made, moment)
        flash(ngettext("%(num)d tempat dipindahkan.", "%(num)d tempat dipindahkan.", len(moved)))
        return redirect(url_for(".reserve", slug=slug))
    outdated, proposals = False, []
    try:
        proposals = propose_moves(session, event=event, now=moment)
    except RunOutdated:
        outdated = True
    names = {one.freed.library_id for one in proposals} | {id_ for one in proposals for id_ in one.to}
    moves = moves_of(session, event.id)
    return render_template(
        "committee/invitations/reserve.html",
        event=event,
        form=form,
        seats=seats_by_kind(session, event.id, now=moment),
        setting=reserve_setting(session, event.id),
        free=free_places(session, event.id, now=moment),
        proposals=proposals,
        libraries=libraries_by_id(session, names),
        outdated=outdated,
        moves=moves,
        people=names_of(session, {line.move.moved_by for line in moves}),
        may_change=may_change(),
    )


@blueprint.route("/<slug>/undangan/cadangan/aturan", methods=["GET", "POST"])
def reserve_rule(slug: str) -> ResponseReturnValue:
    """Whether places move by themselves."""
    event, session = this_event(), db.session()
    kept = reserve_setting(session, event.id)
    form = ReserveForm(data={"automatic": kept.automatic, "term_days": kept.term_days})
    if form.validate_on_submit():
        set_reserve(
            session,
            event=event,
            automatic=form.automatic.data,
            term_days=form.term_days.data or 1,
            actor=signed_in().actor,
            now=now(),
        )
        session.commit()
        flash(_("Aturan cadangan tersimpan."))
        return redirect(url_for(".reserve", slug=slug))
    body = render_template("committee/invitations/reserve_rule.html", event=event, form=form)
    return body, 422 if form.errors else 200


def _send_letters(made: list[Any], moment: Any) -> None:
    """Commit, and write to those of the new ones who have an address."""
    session, actor = db.session(), signed_in().actor
    ask_to_send(
        write_letter(session, invitation=invitation, address=address, actor=actor, now=moment)
        for invitation in made
        if (address := get_library(session, invitation.library_id).email)
    )

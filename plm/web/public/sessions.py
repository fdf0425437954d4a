"""A participant chooses sessions, on their own page; the last place is taken by one person."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from plm.checkin.actions import choose_session, give_up_session
from plm.checkin.queries import choices_of, get_checkpoint
from plm.clock import now
from plm.errors import Refusal
from plm.extensions import db, limiter
from plm.registration.rules import ParticipantState
from plm.web.public.links import ParticipantLink, participant_link
from plm.wording import refusal_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plm.checkin.queries import SessionChoice

blueprint = Blueprint("sessions", __name__)


@blueprint.get("/p/<token>/sesi/")
def index(token: str) -> str:
    """What can be chosen, with the places that are left."""
    return _page(_active(token))


@blueprint.post("/p/<token>/sesi/<code>")
@limiter.limit("60 per minute")
def choose(token: str, code: str) -> ResponseReturnValue:
    """Take a place; another session of the same time is given up for it."""
    link = _active(token)
    try:
        left = choose_session(db.session(), event=link.event, participant=link.participant, code=code, now=now())
    except Refusal as refusal:
        return _refused(token, refusal)
    db.session.commit()
    name = get_checkpoint(db.session(), link.event.id, code).name
    if left:
        flash(_("%(name)s dipilih. Kursi Anda di %(left)s dilepas.", name=name, left=", ".join(left)))
    else:
        flash(_("%(name)s dipilih. Kursi Anda sudah dicatat.", name=name))
    return redirect(url_for(".index", token=token))


@blueprint.post("/p/<token>/sesi/<code>/lepas")
@limiter.limit("60 per minute")
def give_up(token: str, code: str) -> ResponseReturnValue:
    """The place is free for somebody else."""
    link = _active(token)
    try:
        give_up_session(db.session(), event=link.event, participant=link.participant, code=code, now=now())
    except Refusal as refusal:
        return _refused(token, refusal)
    db.session.commit()
    flash(_("Kursi Anda di %(name)s dilepas.", name=get_checkpoint(db.session(), link.event.id, code).name))
    return redirect(url_for(".index", token=token))


def _refused(token: str, refusal: Refusal) -> ResponseReturnValue:
    """On the page itself, with what is still free; what is not there is a page of its own."""
    if refusal.code == "not_found":
        raise refusal
    db.session.rollback()
    return _page(participant_link(token), refusal_sentence(refusal)), refusal.status


def _page(link: ParticipantLink, problem: str = "") -> str:
    choices = choices_of(db.session(), link.event, link.participant.id)
    if not choices:
        abort(404)
    facts: dict[str, Any] = {"event": link.event, "person": link.participant, "token": link.token}
    return render_template(
        "public/sessions/index.html", groups=_at_once(choices), problem=problem, moment=now(), **facts
    )


def _at_once(choices: "Sequence[SessionChoice]") -> "list[list[SessionChoice]]":
    """Sessions of the same time together: of these, one can be chosen."""
    groups: list[list[SessionChoice]] = []
    for choice in choices:
        if groups and any(choice.overlaps(other) for other in groups[-1]):
            groups[-1].append(choice)
        else:
            groups.append([choice])
    return groups


def _active(token: str) -> ParticipantLink:
    link = participant_link(token)
    if link.participant.state is ParticipantState.ACTIVE:
        return link
    return abort(redirect(url_for("public.participant.index", token=token)))

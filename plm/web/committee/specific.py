"""Specific personal data (UU 27/2022): for the officers appointed to see it, and every look is noted."""

from flask import Blueprint, abort, render_template
from flask_login import current_user

from plm.accounts.rules import Ability, Place
from plm.clock import now
from plm.extensions import db
from plm.registration.actions import note_looked_at
from plm.registration.queries import specific_at
from plm.registration.rules import Ask
from plm.web.guards import this_event
from plm.web.identity import signed_in
from plm.web.protection import begin_again

blueprint = Blueprint("specific", __name__, url_prefix="/<slug>/peserta/data-khusus")
SEES = {Ask.HEALTH: Ability.SEE_HEALTH, Ask.NEEDS: Ability.SEE_HEALTH, Ask.BANK: Ability.SEE_BANK}


@blueprint.get("/")
def index(slug: str) -> str:
    """Which headings this person may see."""
    return render_template("committee/specific/index.html", event=this_event(), asks=_mine())


@blueprint.get("/<word>")
def show(slug: str, word: str) -> str:
    """One heading: who has given what. The look itself is written down."""
    ask = next((ask for ask in _mine() if ask.value == word), None) or abort(403 if word in SEES else 404)
    # A page that is read and still writes.
    event_id, actor = this_event().id, signed_in().actor
    begin_again(read_only=False)
    given = specific_at(db.session(), event_id, ask)
    note_looked_at(db.session(), event_id=event_id, ask=ask, people=len(given), actor=actor, now=now())
    db.session.commit()
    return render_template("committee/specific/show.html", event=this_event(), ask=ask, given=given)


def _mine() -> list[Ask]:
    place = Place(this_event().id, this_event().region_code)
    return [ask for ask, ability in SEES.items() if current_user.may(ability, place)]

"""The plan with the reasons of each, as a drawing, a list and a queue; pins."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from plm.clock import now
from plm.expo import rules
from plm.expo.actions import pin_exhibitor, unpin_exhibitor
from plm.expo.queries import find_open_run
from plm.expo.rules.drawing import DrawnBooth, DrawnHall
from plm.expo.rules.layout import numbers_in
from plm.extensions import db
from plm.web.committee.expo.room import blueprint, frame, home
from plm.web.committee.expo.shown import Shown, shown
from plm.web.exhibiting import categories_on
from plm.web.forms import trimmed
from plm.web.guards import this_event
from plm.web.identity import signed_in


@blueprint.get("/<slug>/lapak/")
def index(slug: str) -> str:
    """The plan as a drawing, with the panel of the chosen booth."""
    view = shown()
    number, words = request.args.get("lapak", ""), request.args.get("cari", "").strip()
    halls = view.expo.drawn(view.holders, current=number, words=words)
    booth = _booth_in(halls, number)
    matches = [one.spec.number for hall in halls for one in hall.booths if not one.dim] if words else []
    return render_template(
        "committee/expo/index.html",
        **frame(view.expo.event, view=view, expo=view.expo, counts=view.counts(), halls=halls, words=words),
        booth=booth,
        matches=matches,
        letters=categories_on(view.expo.exhibitors),
        panel=_panel(view, booth) if booth else {},
        run=find_open_run(db.session(), view.expo.event.id),
    )


@blueprint.get("/<slug>/lapak/daftar")
def listing(slug: str) -> str:
    """The plan as a list, by booth or by exhibitor."""
    view = shown()
    by_name = request.args.get("urut") == "perpustakaan"
    people = [(one, number) for number, holders in view.holders.items() for one in holders]
    return render_template(
        "committee/expo/listing.html",
        **frame(view.expo.event, view=view, expo=view.expo, counts=view.counts(), halls=view.expo.drawn(view.holders)),
        people=sorted(people, key=lambda pair: (pair[0].name.casefold(), pair[1])),
        by_name=by_name,
    )


@blueprint.get("/<slug>/lapak/tunggu")
def waiting(slug: str) -> str:
    """Those without a place, in the order places would be offered, and why."""
    view = shown()
    return render_template(
        "committee/expo/waiting.html", **frame(view.expo.event, view=view, expo=view.expo, counts=view.counts())
    )


@blueprint.get("/<slug>/lapak/aturan")
def terms(slug: str) -> str:
    """The rules and weights by which booths are given, and the digests of the plan."""
    view = shown()
    weights = view.inputs.rules
    return render_template(
        "committee/expo/terms.html", **frame(view.expo.event, view=view, weights=weights, counts=view.counts())
    )


@blueprint.post("/<slug>/lapak/kunci/<int:exhibitor_id>")
def pin(slug: str, exhibitor_id: int) -> ResponseReturnValue:
    """Fix an exhibitor to the booth named in the form."""
    event = this_event()
    number = trimmed(request.form.get("lapak")) or ""
    pin_exhibitor(
        db.session(),
        event=event,
        exhibitor_id=exhibitor_id,
        booth_number=number,
        actor=signed_in().actor,
        now=now(),
    )
    db.session.commit()
    flash(_("Lapak %(number)s dikunci. Pembagian berikutnya tidak memindahkannya.", number=number))
    return redirect(home(event, lapak=number))


@blueprint.post("/<slug>/lapak/lepas/<int:exhibitor_id>")
def unpin(slug: str, exhibitor_id: int) -> ResponseReturnValue:
    """Let later runs move the exhibitor again."""
    event = this_event()
    unpin_exhibitor(db.session(), event_id=event.id, exhibitor_id=exhibitor_id, actor=signed_in().actor, now=now())
    db.session.commit()
    flash(_("Kunci dilepas."))
    return redirect(home(event, lapak=request.form.get("lapak", "")))


def _booth_in(halls: Sequence[DrawnHall], number: str) -> DrawnBooth | None:
    return next((booth for hall in halls for booth in hall.booths if booth.spec.number == number), None)


def _panel(view: Shown, booth: DrawnBooth) -> dict[str, Any]:
    """Each holder with reasons and products, and the answer to `why not another booth?`."""
    placed = {one.exhibitor_id: one for one in view.placements}
    people = [(view.expo.row_of[one.exhibitor_id], placed[one.exhibitor_id]) for one in booth.holders]
    return {"people": people, "asked": request.args.get("lain", "").strip(), "answers": _answers(view, booth)}


def _answers(view: Shown, booth: DrawnBooth) -> list[tuple[str, str, rules.Reason]]:
    """(library, other booth, reason) for each holder, when another booth of the plan's own inputs is asked about."""
    asked = request.args.get("lain", "")
    if not asked or view.outcome is None or not booth.holders:
        return []
    named, _unknown = numbers_in(asked, [one.id for one in view.inputs.booths])
    if len(named) != 1:
        return []
    outcome, inputs, there = view.outcome, view.inputs, named[0]
    return [(one.name, there, rules.why_not(outcome, inputs, str(one.exhibitor_id), there)) for one in booth.holders]

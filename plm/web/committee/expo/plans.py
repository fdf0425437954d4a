"""The plan, why each stands there, giving the booths, publishing, pins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from plm.clock import now
from plm.expo import rules
from plm.expo.actions import allocate_booths, pin_exhibitor, publish_plan, unpin_exhibitor
from plm.expo.queries import Expo, expo_of, get_plan, is_outdated, outcome_of, placements_of, plans_of
from plm.expo.rules.drawing import DrawnBooth, DrawnHall, Holder
from plm.expo.rules.layout import numbers_in
from plm.expo.rules.record import inputs_of_document
from plm.extensions import db
from plm.web.addresses import LARGEST_ID
from plm.web.committee.expo.room import blueprint, frame, home
from plm.web.exhibiting import categories_on
from plm.web.forms import Question, trimmed
from plm.web.guards import this_event
from plm.web.identity import signed_in

if TYPE_CHECKING:
    from plm.expo.tables import AllocationPlan, Placement


@dataclass(frozen=True)
class Shown:
    """One plan over the hall as it stands: who is where, who waits."""

    expo: Expo
    plans: "Sequence[AllocationPlan]"
    plan: "AllocationPlan | None"
    placements: "Sequence[Placement]"
    holders: dict[str, list[Holder]]

    @property
    def waiting(self) -> "list[Placement]":
        return [one for one in self.placements if one.queue_number is not None and one.exhibitor_id in self.expo.row_of]

    def address(self, number: str) -> str:
        """The link that opens a booth's panel in this plan."""
        where = {"denah": self.plan.number} if self.plan and "denah" in request.args else {}
        return home(self.expo.event, lapak=number, **where, _anchor="lapak")

    @property
    def outdated(self) -> bool:
        return self.plan is not None and is_outdated(self.plan, self.expo.inputs)

    def counts(self) -> dict[str, int]:
        """Places of the hall: all, taken, free, out of use; and those who wait."""
        blocked = sum(booth.capacity for booth in self.expo.booths if booth.blocked_reason)
        total = sum(booth.capacity for booth in self.expo.booths)
        taken = sum(len(holders) for holders in self.holders.values())
        free = total - taken - blocked
        return {"total": total, "taken": taken, "free": free, "blocked": blocked, "waiting": len(self.waiting)}


def shown() -> Shown:
    """The plan that `?denah=` names, else the newest."""
    session, event = db.session(), this_event()
    expo = expo_of(session, event)
    plans = plans_of(session, event.id)
    number = request.args.get("denah", type=int)
    plan = get_plan(session, event.id, min(number, LARGEST_ID)) if number is not None else plans[0] if plans else None
    placements = placements_of(session, plan.id) if plan else []
    return Shown(expo, plans, plan, placements, expo.holders(placements))


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
    )


@blueprint.get("/<slug>/lapak/daftar")
def listing(slug: str) -> str:
    """The plan as a list."""
    view = shown()
    halls = view.expo.drawn(view.holders)
    return render_template(
        "committee/expo/listing.html", **frame(view.expo.event, view=view, counts=view.counts(), halls=halls)
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
    return render_template(
        "committee/expo/terms.html",
        **frame(view.expo.event, view=view, weights=rules.Rules(), counts=view.counts()),
    )


@blueprint.post("/<slug>/lapak/bagikan")
def allocate(slug: str) -> ResponseReturnValue:
    """Give the booths; the result is the next draft."""
    event = this_event()
    plan = allocate_booths(db.session(), event=event, actor=signed_in().actor, now=now())
    db.session.commit()
    flash(_("Lapak dibagikan: draf %(number)s. Tinjau sebelum diterbitkan.", number=plan.number))
    return redirect(home(event, denah=plan.number))


@blueprint.route("/<slug>/lapak/terbitkan/<int:number>", methods=["GET", "POST"])
def publish(slug: str, number: int) -> ResponseReturnValue:
    """The question page before a draft becomes public."""
    session, event = db.session(), this_event()
    form = Question()
    if form.validate_on_submit():
        publish_plan(session, event=event, number=number, actor=signed_in().actor, now=now())
        session.commit()
        flash(_("Denah terbit. Perpustakaan dan pengunjung dapat melihatnya."))
        return redirect(home(event))
    plan = get_plan(session, event.id, number)
    expo = expo_of(session, event)
    placements = placements_of(session, plan.id)
    view = Shown(expo, [plan], plan, placements, expo.holders(placements))
    return render_template("committee/expo/publish.html", **frame(event, form=form, view=view, counts=view.counts()))


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
    if not asked or view.plan is None or not booth.holders:
        return []
    inputs = inputs_of_document(view.plan.inputs)
    named, _unknown = numbers_in(asked, [one.id for one in inputs.booths])
    if len(named) != 1:
        return []
    outcome = outcome_of(view.plan, view.placements, view.expo.number_of)
    return [
        (one.name, named[0], rules.why_not(outcome, inputs, str(one.exhibitor_id), named[0])) for one in booth.holders
    ]

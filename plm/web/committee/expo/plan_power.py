"""The committee's view of power and needs: who asks for how much of what, and what each circuit carries."""

from flask import render_template

from plm.expo.rules.drawing_power import booth_uses, circuit_uses
from plm.web.committee.expo.room import blueprint, frame
from plm.web.committee.expo.shown import shown


@blueprint.get("/<slug>/lapak/daya")
def plan_power(slug: str) -> str:
    """The plan by power; booths with needs as a list."""
    view = shown()
    inputs, standing = view.expo.inputs, view.standing
    return render_template(
        "committee/expo/plan_power.html",
        **frame(view.expo.event, view=view, expo=view.expo, counts=view.counts(), halls=view.expo.drawn(view.holders)),
        uses=booth_uses(inputs, standing),
        circuits=circuit_uses(inputs, standing),
        needy=[
            (number, view.expo.row_of[one.exhibitor_id])
            for number in view.expo.number_of.values()
            for one in view.holders.get(number, [])
        ],
    )

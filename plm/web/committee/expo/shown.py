"""One plan over the hall as it stands, as most pages of the plan show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from flask import request

from plm.accounts.queries import names_of
from plm.expo import rules
from plm.expo.queries import Expo, changes_of, expo_of, get_plan, is_outdated, outcome_of, placements_of, plans_of
from plm.expo.rules.drawing import Holder
from plm.expo.rules.gap import gap_of
from plm.expo.rules.record import inputs_of_document, objective_of_document
from plm.expo.words import PUBLIC
from plm.extensions import db
from plm.web.addresses import LARGEST_ID
from plm.web.committee.expo.room import home
from plm.web.guards import this_event

if TYPE_CHECKING:
    from plm.expo.tables import AllocationPlan, Placement, PlanChange


@dataclass(frozen=True)
class Shown:
    """Who is where, who waits, and how good it is."""

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

    @cached_property
    def outdated(self) -> bool:
        return self.plan is not None and is_outdated(self.plan, self.expo.inputs)

    @cached_property
    def objective(self) -> rules.Objective | None:
        return objective_of_document(self.plan.objective) if self.plan else None

    @property
    def gap(self) -> int | None:
        return gap_of(self.objective) if self.objective else None

    @cached_property
    def inputs(self) -> rules.Inputs:
        """What the plan was made from."""
        return inputs_of_document(self.plan.inputs) if self.plan else self.expo.inputs

    @cached_property
    def outcome(self) -> rules.Plan | None:
        return outcome_of(self.plan, self.placements, self.expo.number_of) if self.plan else None

    @cached_property
    def changes(self) -> "list[PlanChange]":
        return changes_of(db.session(), self.plan.id) if self.plan else []

    @cached_property
    def people(self) -> dict[str, str]:
        """The committee's names behind this plan: who made, read and changed it."""
        actors = [one.changed_by for one in self.changes]
        if self.plan:
            actors += [self.plan.allocated_by, self.plan.proofread_by]
        return names_of(db.session(), actors)

    @property
    def public(self) -> "AllocationPlan | None":
        return next((one for one in self.plans if one.state in PUBLIC), None)

    @property
    def standing(self) -> dict[str, str]:
        """Exhibitor to booth number, of those who still exhibit."""
        return {
            str(one.exhibitor_id): self.expo.number_of[one.booth_id]
            for one in self.placements
            if one.booth_id is not None and one.exhibitor_id in self.expo.row_of
        }

    def counts(self) -> dict[str, int]:
        """Places of the hall: all, taken, free, out of use; and those who wait."""
        blocked = sum(booth.capacity for booth in self.expo.booths if booth.blocked_reason)
        total = sum(booth.capacity for booth in self.expo.booths)
        taken = sum(len(holders) for holders in self.holders.values())
        free = total - taken - blocked
        return {"total": total, "taken": taken, "free": free, "blocked": blocked, "waiting": len(self.waiting)}


def shown(number: int | None = None, expo: Expo | None = None) -> Shown:
    """The plan of this number, else the one that `?denah=` names, else the newest."""
    session, event = db.session(), this_event()
    expo = expo or expo_of(session, event)
    plans = plans_of(session, event.id)
    number = request.args.get("denah", type=int) if number is None else number
    plan = get_plan(session, event.id, min(number, LARGEST_ID)) if number is not None else plans[0] if plans else None
    placements = placements_of(session, plan.id) if plan else []
    return Shown(expo, plans, plan, placements, expo.holders(placements))

"""Figures of a day and the newest scans, changing while somebody looks."""

from datetime import date
from typing import Any

from flask import render_template, request

from plm.checkin.queries import (
    ListState,
    days_of,
    devices_of,
    expected_at,
    figures_of,
    latest_scans,
    present_at,
)
from plm.checkin.rules import day_at, day_to_show
from plm.clock import now
from plm.extensions import db
from plm.web.committee.checkin.checkpoints import door_of
from plm.web.committee.checkin.room import blueprint, frame
from plm.web.committee.checkin.seen import seen_devices
from plm.web.guards import this_event
from plm.wording import local_day

MOST_SHOWN = 10
STATES = {
    ListState.EXPECTED: "diharapkan",
    ListState.ENTERED: "masuk",
    ListState.INSIDE: "di-dalam",
    ListState.OUT: "keluar",
    ListState.MISSING: "belum",
}


@blueprint.get("/<slug>/kehadiran/")
def index(slug: str) -> str:
    """How many are here, through which checkpoints, seen by which devices."""
    devices = seen_devices(devices_of(db.session(), this_event().id), now())
    return render_template("committee/checkin/index.html", devices=devices, **_figures())


@blueprint.get("/<slug>/kehadiran/angka")
def live(slug: str) -> str:
    """The part of the page that changes by itself."""
    return render_template("committee/checkin/live.html", **_figures())


def day_asked(days: list[date]) -> date | None:
    """The day of the address, if it is one to choose."""
    try:
        day = date.fromisoformat(request.args.get("hari", ""))
    except ValueError:
        return None
    return day if day in days else None


def _figures() -> dict[str, Any]:
    session, event, moment = db.session(), this_event(), now()
    days, today = days_of(session, event), day_at(moment, event.zone)
    day = day_asked(days) or day_to_show(days, today)
    figures = figures_of(session, event, day)
    return frame(
        moment=moment,
        days_to_choose=days,
        day=day,
        is_today=day == today,
        present=present_at(session, event.id, day),
        expected=expected_at(session, event.id),
        figures=figures,
        doors={line.checkpoint.id: door_of(line.checkpoint, moment) for line in figures},
        states=STATES,
        local_day=local_day,
        scans=latest_scans(session, event.id, limit=MOST_SHOWN),
    )

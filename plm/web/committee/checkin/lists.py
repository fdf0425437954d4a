"""The people behind each figure, to read and to take away."""

from datetime import date
from typing import TYPE_CHECKING

from flask import Response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from plm.adapters.spreadsheets import write_csv, write_xlsx
from plm.checkin.queries import ListState, attendance_page, checkpoints_of, days_of, get_checkpoint
from plm.checkin.rules import day_at, day_to_show
from plm.clock import now
from plm.extensions import db
from plm.web.addresses import asked_page
from plm.web.committee.checkin.attendance import STATES, day_asked
from plm.web.committee.checkin.room import blueprint, frame
from plm.web.committee.sheets import xlsx_response
from plm.web.guards import this_event
from plm.wording import clock_time, full_name, role_word

if TYPE_CHECKING:
    from plm.checkin.tables import Checkpoint

PER_PAGE = 100
LABELS = {
    ListState.EXPECTED: _l("Diharapkan"),
    ListState.ENTERED: _l("Masuk"),
    ListState.INSIDE: _l("Di dalam"),
    ListState.OUT: _l("Sudah keluar"),
    ListState.MISSING: _l("Belum datang"),
}


@blueprint.get("/<slug>/kehadiran/daftar")
def people(slug: str) -> str:
    """One list of one day, of a checkpoint or of the whole event."""
    day, state, place = _asked()
    page = asked_page()
    found = attendance_page(
        db.session(), this_event().id, day, state, place, limit=PER_PAGE, offset=PER_PAGE * (page - 1)
    )
    return render_template(
        "committee/checkin/people.html",
        day=day,
        days_to_choose=days_of(db.session(), this_event()),
        shown=state,
        states=STATES,
        labels=LABELS,
        place=place,
        places=checkpoints_of(db.session(), this_event().id),
        lines=found.lines,
        total=found.total,
        page=page,
        per_page=PER_PAGE,
        **frame(),
    )


@blueprint.get("/<slug>/kehadiran/daftar.xlsx")
def people_xlsx(slug: str) -> Response:
    """The same as Excel."""
    header, rows, name = _sheet()
    return xlsx_response(write_xlsx(header, rows, sheet=_("Kehadiran")), f"{name}.xlsx")


@blueprint.get("/<slug>/kehadiran/daftar.csv")
def people_csv(slug: str) -> Response:
    """The same as CSV."""
    header, rows, name = _sheet()
    answer = Response(write_csv(header, rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}.csv"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _asked() -> "tuple[date, ListState, Checkpoint | None]":
    """What the address asks for; nonsense is who came in today. People leave a checkpoint, not the whole event."""
    session, event = db.session(), this_event()
    days = days_of(session, event)
    day = day_asked(days) or day_to_show(days, day_at(now(), event.zone))
    code = request.args.get("titik", "")
    place = get_checkpoint(session, event.id, code) if code else None
    word = request.args.get("isi", "")
    state = next((state for state, said in STATES.items() if said == word), ListState.ENTERED)
    if place is None and state in (ListState.INSIDE, ListState.OUT):
        state = ListState.ENTERED
    return day, state, place


def _sheet() -> tuple[list[str], list[list[str]], str]:
    event, (day, state, place) = this_event(), _asked()
    header = [_("Nama"), _("Lembaga"), _("Peran"), _("Pukul"), _("Oleh")]
    rows = [
        [
            full_name(line.person),
            line.person.institution,
            ", ".join(role_word(role) for role in line.roles),
            clock_time(line.entered_at, event.zone) if line.entered_at else "",
            line.scanned_by,
        ]
        for line in attendance_page(db.session(), event.id, day, state, place).lines
    ]
    parts = ["kehadiran", event.slug, place.code if place else "acara", day.isoformat(), STATES[state]]
    return header, rows, "-".join(parts)

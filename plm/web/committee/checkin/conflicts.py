"""The inbox of scans that let somebody in and do not count: both facts, and the committee's word."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from plm.checkin.actions import resolve_conflict
from plm.checkin.queries import conflicts_of, get_ledger_line, resolved_of
from plm.clock import now
from plm.extensions import db
from plm.web.committee.checkin.room import blueprint, frame
from plm.web.forms import LongText
from plm.web.guards import this_event
from plm.web.identity import signed_in


class NoteForm(FlaskForm):
    """What became of it."""

    note = LongText(_l("Apa yang terjadi?"), needed=_l("Tulis apa yang terjadi, supaya yang lain tahu."), most=500)


@blueprint.get("/<slug>/kehadiran/periksa")
def conflicts(slug: str) -> str:
    """What waits, the oldest first, and what was said of the others."""
    return _page()


@blueprint.post("/<slug>/kehadiran/periksa/<scan_id>")
def resolve(slug: str, scan_id: str) -> ResponseReturnValue:
    """Say what became of one; the scan stays as it is."""
    session, event = db.session(), this_event()
    line, form = get_ledger_line(session, event.id, scan_id), _form(scan_id)
    if not form.validate_on_submit():
        return _page(scan_id, form), 422
    resolve_conflict(
        session, event_id=event.id, scan_id=scan_id, note=form.note.data or "", actor=signed_in().actor, now=now()
    )
    session.commit()
    flash(_("Catatan tersimpan: %(name)s selesai diperiksa.", name=line.person or _("tiket tak dikenal")))
    return redirect(url_for(".conflicts", slug=slug))


def _page(tried_id: str = "", tried: NoteForm | None = None) -> str:
    session, event = db.session(), this_event()
    waiting = conflicts_of(session, event)
    forms = {
        one.line.scan.id: tried if tried and one.line.scan.id == tried_id else _blank(one.line.scan.id)
        for one in waiting
    }
    return render_template(
        "committee/checkin/conflicts.html",
        conflicts=waiting,
        forms=forms,
        tried=tried,
        resolved=resolved_of(session, event.id),
        **frame(),
    )


def _form(scan_id: str) -> NoteForm:
    return NoteForm(prefix=f"n{scan_id[:8]}")


def _blank(scan_id: str) -> NoteForm:
    return NoteForm(formdata=None, prefix=f"n{scan_id[:8]}")

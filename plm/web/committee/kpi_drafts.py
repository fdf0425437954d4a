"""A KPI file between being handed in and being stored: how far it is, what was found, what a person decides."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import BooleanField

from plm.accounts.rules import NATIONWIDE, Ability
from plm.adapters.broker import commit_and_send
from plm.adapters.kpi_files import LARGE_ROWS, read_draft, store_draft
from plm.adapters.spreadsheets import MAX_BYTES, Unusable, read_table
from plm.adapters.storage import storage_of
from plm.clock import now
from plm.events.rules import Zone
from plm.extensions import db
from plm.jobs.actions import ask_for
from plm.jobs.rules import JobName
from plm.kpi.actions import choose_sheet, decide_draft
from plm.kpi.queries import get_draft, get_period
from plm.kpi.rules import DraftState, DraftTaken
from plm.libraries.rules import HeaderDoubled, HeaderMissing, RowsMissing
from plm.web.forms import Radio, refuse

blueprint = Blueprint("kpi_drafts", __name__, url_prefix="/kpi")
ANSWER, LEAVE_OUT = "jawab-", "lewati"
MOST_SHOWN = 500
# A page that waits for a worker asks again by itself, but not for ever.
REFRESH_FOR = timedelta(minutes=15)


class DecisionForm(FlaskForm):
    """What to do with the rows that are not simply good."""

    accept_corrections = BooleanField(_l("Terima koreksi: ganti skor lama dengan skor dalam berkas ini"))
    only_good = BooleanField(_l("Simpan baris yang benar saja"))


class ChoiceForm(FlaskForm):
    """Which sheet holds the scores."""

    sheet = Radio(_l("Lembar mana yang berisi skor?"))


@blueprint.get("/<code>/berkas/<int:draft_id>")
def show(code: str, draft_id: int) -> ResponseReturnValue:
    """How far the file is, or what was found in it."""
    period = get_period(db.session(), code)
    draft = get_draft(db.session(), period.id, draft_id)
    if draft.state is DraftState.STORED:
        return redirect(_stored_at(code, draft.import_id))
    if draft.state is DraftState.CHOOSING:
        return _choice_page(period, draft, _choice_form(draft))
    form = DecisionForm(obj=draft)
    return _page(period, draft, form)


@blueprint.post("/<code>/berkas/<int:draft_id>/lembar")
def choose(code: str, draft_id: int) -> ResponseReturnValue:
    """This sheet is meant: it is read at once, or by a worker when it is large."""
    session, period = db.session(), get_period(db.session(), code)
    draft = get_draft(session, period.id, draft_id)
    here = url_for(".show", code=code, draft_id=draft_id)
    if draft.state is not DraftState.CHOOSING:
        return redirect(here)
    form, storage = _choice_form(draft), storage_of(current_app)
    if not form.validate_on_submit():
        return _choice_page(period, draft, form), 422
    name = str(form.sheet.data)
    try:
        rows = read_table(storage.get(draft.file_key), draft.filename, sheet=name, max_bytes=10 * MAX_BYTES).rows
        choose_sheet(session, draft=draft, period=period, rows=rows, sheet=name, now=now())
    except DraftTaken:  # the second click of two
        session.rollback()
        return redirect(here)
    except (Unusable, HeaderMissing, HeaderDoubled, RowsMissing) as refusal:
        refuse(form.sheet, refusal)
        return _choice_page(period, draft, form), 422
    if len(rows) > LARGE_ROWS:
        job = ask_for(session, JobName.READ_KPI_FILE, now=now(), draft_id=draft_id)
        commit_and_send(session, (job, JobName.READ_KPI_FILE))
    else:
        session.commit()
        read_draft(session, draft_id, storage=storage, now=now())
    return redirect(here)


@blueprint.get("/<code>/berkas/<int:draft_id>/kemajuan")
def progress(code: str, draft_id: int) -> ResponseReturnValue:
    """The bar's figures for the page's script."""
    draft = get_draft(db.session(), get_period(db.session(), code).id, draft_id)
    moves = draft.state in (DraftState.READING, DraftState.STORING)
    return {"moves": moves, "done": draft.lines_done, "all": draft.lines_all}


@blueprint.post("/<code>/berkas/<int:draft_id>")
def decide(code: str, draft_id: int) -> ResponseReturnValue:
    """Take the answers and store; what is still open comes back with everything that was chosen."""
    session, period = db.session(), get_period(db.session(), code)
    draft = get_draft(session, period.id, draft_id)
    form = DecisionForm()
    here = url_for(".show", code=code, draft_id=draft_id)
    if not form.validate_on_submit():
        return _page(period, draft, form)
    try:
        decide_draft(
            session,
            draft=draft,
            answers=_answers(),
            only_good=form.only_good.data,
            accept_corrections=form.accept_corrections.data,
        )
    except DraftTaken:  # the second click of two: the first one's answer is what the person waits for
        return redirect(here)
    if draft.lines_all > LARGE_ROWS:
        job = ask_for(session, JobName.STORE_KPI_FILE, now=now(), draft_id=draft_id)
        commit_and_send(session, (job, JobName.STORE_KPI_FILE))
        return redirect(here)
    session.commit()
    store_draft(session, draft_id, storage=storage_of(current_app), now=now())
    draft = get_draft(session, period.id, draft_id)
    if draft.state is DraftState.READ:
        flash(_("Belum ada yang disimpan: masih ada baris yang perlu dijawab, diterima, atau diperbaiki."))
    elif draft.state is DraftState.STORED:
        stored = draft.report["accepted"] + (draft.report["corrected_lines"] if draft.accept_corrections else 0)
        flash(ngettext("%(num)d skor disimpan.", "%(num)d skor disimpan.", stored))
    return redirect(here)


def _stored_at(code: str, import_id: int | None) -> str:
    if import_id is None:
        return url_for("committee.kpi.show", code=code)
    return url_for("committee.kpi.imported", code=code, import_id=import_id)


def _answers() -> dict[int, int | None]:
    """Line to library, or to None for a line to leave out; anything else is no answer."""
    found: dict[int, int | None] = {}
    for name, said in request.form.items():
        line = name.removeprefix(ANSWER)
        if line != name and line.isdecimal() and len(line) < 9:
            if said == LEAVE_OUT:
                found[int(line)] = None
            elif said.isascii() and said.isdecimal() and len(said) < 18:
                found[int(line)] = int(said)
    return found


def _choice_form(draft: Any) -> ChoiceForm:
    """The sheets as the file has them; the longest is most likely the one."""
    sheets = draft.report.get("sheets", [])
    longest = max(sheets, key=lambda sheet: sheet["lines"], default={"name": ""})["name"]
    form = ChoiceForm(data={"sheet": longest})
    form.sheet.choices = [(sheet["name"], sheet["name"]) for sheet in sheets]
    return form


def _choice_page(period: Any, draft: Any, form: ChoiceForm) -> str:
    return render_template(
        "committee/kpi_drafts/choose.html",
        period=period,
        draft=draft,
        form=form,
        sheets={sheet["name"]: sheet for sheet in draft.report.get("sheets", [])},
        zone=Zone.WIB,
    )


def _page(period: Any, draft: Any, form: DecisionForm) -> str:
    waits = draft.state in (DraftState.READING, DraftState.STORING)
    return render_template(
        "committee/kpi_drafts/show.html",
        period=period,
        draft=draft,
        form=form,
        waits=waits,
        refreshes=waits and now() - draft.handed_in_at < REFRESH_FOR,
        said=draft.report,
        most=MOST_SHOWN,
        zone=Zone.WIB,
        may_change=bool(current_user.may(Ability.CHANGE, NATIONWIDE)),
    )

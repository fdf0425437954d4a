"""KPI periods and the sheets imported into them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from wtforms.validators import InputRequired

from plm.accounts.rules import NATIONWIDE, Ability
from plm.clock import now
from plm.events.rules import Zone
from plm.extensions import db
from plm.kpi.actions import ImportOutcome, SourceFile, create_period, import_scores
from plm.kpi.queries import (
    PAGE_SIZE,
    components_of,
    get_import,
    get_period,
    imports_of,
    period_summaries,
    scores_of_import,
)
from plm.kpi.rules import AsOfOutside, PeriodCodeTaken, PeriodNotSound
from plm.libraries.queries import places_of
from plm.libraries.rules import HeaderDoubled, HeaderMissing, ImportClash, RowsMissing, remarks
from plm.web.committee.kpi_forms import PeriodForm
from plm.web.committee.sheets import HandedIn, SheetForm, hand_in
from plm.web.forms import Day, refuse
from plm.web.identity import signed_in

blueprint = Blueprint("kpi", __name__, url_prefix="/kpi")


class ScoresForm(SheetForm):
    """A sheet of scores and the day they stand for."""

    as_of = Day(_l("Data per tanggal"), validators=[InputRequired(_l("Tulis tanggal data di SIM."))])


@blueprint.get("/")
def index() -> str:
    """All periods with their figures."""
    return render_template("committee/kpi/index.html", periods=period_summaries(db.session()), may_change=_may_change())


@blueprint.route("/tambah", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    """Declare a period."""
    form = PeriodForm()
    if form.validate_on_submit():
        try:
            period = create_period(db.session(), draft=form.draft(), actor=signed_in().actor, now=now())
        except (PeriodCodeTaken, PeriodNotSound) as refusal:
            refuse(form.code, refusal) if isinstance(refusal, PeriodCodeTaken) else form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("Periode %(name)s dibuat.", name=period.name))
            return redirect(url_for(".show", code=period.code))
    return render_template("committee/kpi/add.html", form=form), 422 if form.errors else 200


@blueprint.get("/<code>/")
def show(code: str) -> str:
    """One period: what it declares, and its imports."""
    period = get_period(db.session(), code)
    return render_template(
        "committee/kpi/show.html",
        period=period,
        components=components_of(db.session(), period.id),
        imports=imports_of(db.session(), period.id),
        zone=Zone.WIB,
        may_change=_may_change(),
    )


@blueprint.route("/<code>/impor", methods=["GET", "POST"])
def bring(code: str) -> ResponseReturnValue:
    """Import a sheet of scores; a sheet with bad rows comes back with every reason."""
    period = get_period(db.session(), code)
    form = ScoresForm()
    outcome = None
    if form.validate_on_submit() and (file := hand_in(form)) is not None:
        outcome = _import(form, file, code)
        if outcome and (outcome.stored or not outcome.report.bad):
            flash(_told(outcome))
            stored = outcome.stored or outcome.earlier
            here = url_for(".imported", code=code, import_id=stored.id) if stored else url_for(".show", code=code)
            return redirect(here)
    answer = render_template(
        "committee/kpi/bring.html",
        form=form,
        period=period,
        components=components_of(db.session(), period.id),
        outcome=outcome,
        said=remarks(outcome.report.bad, outcome.report.skipped) if outcome else None,
        zone=Zone.WIB,
    )
    return answer, 422 if form.errors or outcome else 200


@blueprint.get("/<code>/impor/<int:import_id>")
def imported(code: str, import_id: int) -> str:
    """What became of one file: stored rows, bad rows, rows passed over."""
    period = get_period(db.session(), code)
    found = get_import(db.session(), period.id, import_id)
    last = max(1, -(-found.accepted_rows // PAGE_SIZE))
    page = min(max(1, request.args.get("hal", 1, type=int)), last)
    scores = scores_of_import(db.session(), found.id, page=page)
    return render_template(
        "committee/kpi/imported.html",
        period=period,
        file=found,
        scores=scores,
        places=places_of(db.session(), (score.region_code for score in scores)),
        page=page,
        last=last,
        size=PAGE_SIZE,
        zone=Zone.WIB,
    )


def _import(form: ScoresForm, file: HandedIn, code: str) -> ImportOutcome | None:
    """Store what may be stored; a refusal of the whole file is shown at its field."""
    try:
        outcome = import_scores(
            db.session(),
            period=get_period(db.session(), code),
            rows=file.table.rows,
            source=SourceFile(file.filename, file.sha256),
            as_of=form.data["as_of"],
            imported_by=signed_in().name,
            actor=signed_in().actor,
            now=now(),
            only_good=form.only_good.data,
        )
    except AsOfOutside as refusal:
        refuse(form.as_of, refusal)
    except (HeaderMissing, HeaderDoubled, RowsMissing, ImportClash) as refusal:
        form.refuse(refusal)
    else:
        db.session.commit()
        return outcome
    return None


def _told(outcome: ImportOutcome) -> str:
    """What an import did, in one sentence."""
    stored = len(outcome.report.accepted)
    if outcome.stored:
        return str(ngettext("%(num)d skor disimpan.", "%(num)d skor disimpan.", stored))
    if outcome.earlier:
        return str(_("Berkas ini sudah pernah diimpor. Tidak ada yang berubah."))
    return str(_("Semua skor dalam berkas sudah tersimpan. Tidak ada yang berubah."))


def _may_change() -> bool:
    return bool(current_user.may(Ability.CHANGE, NATIONWIDE))

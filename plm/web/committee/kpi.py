"""KPI periods and the sheets imported into them."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from wtforms import BooleanField
from wtforms.validators import InputRequired

from plm.accounts.rules import NATIONWIDE, Ability
from plm.adapters.broker import commit_and_send
from plm.adapters.kpi_files import LARGE_ROWS, read_draft
from plm.adapters.storage import storage_of
from plm.clock import now
from plm.events.rules import Zone
from plm.extensions import db
from plm.jobs.actions import ask_for
from plm.jobs.rules import JobName
from plm.kpi.actions import (
    Choices,
    ImportOutcome,
    SourceFile,
    create_period,
    hand_in_scores,
    hand_in_several,
    import_scores,
)
from plm.kpi.queries import (
    PAGE_SIZE,
    bands_of,
    components_of,
    count_scores_of_import,
    get_import,
    get_period,
    imports_of,
    open_drafts,
    period_summaries,
    scores_of_import,
)
from plm.kpi.rules import AsOfOutside, PeriodCodeTaken, PeriodNotSound
from plm.libraries.queries import places_of
from plm.libraries.rules import HeaderDoubled, HeaderMissing, ImportClash, RowsMissing
from plm.web.committee.kpi_forms import PeriodForm
from plm.web.committee.sheets import HandedIn, Several, SheetForm, hand_in_or_ask
from plm.web.forms import Day, refuse
from plm.web.identity import signed_in

blueprint = Blueprint("kpi", __name__, url_prefix="/kpi")


class ScoresForm(SheetForm):
    """A sheet of scores and the day they stand for."""

    check_first = BooleanField(_l("Periksa dulu, jangan simpan"))
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
        bands=bands_of(db.session(), period.id),
        imports=imports_of(db.session(), period.id),
        drafts=open_drafts(db.session(), period.id),
        zone=Zone.WIB,
        may_change=_may_change(),
    )


@blueprint.route("/<code>/impor", methods=["GET", "POST"])
def bring(code: str) -> ResponseReturnValue:
    """Hand in a sheet of scores: stored at once when every row is clear, else kept until a person has decided."""
    period = get_period(db.session(), code)
    form = ScoresForm()
    if form.validate_on_submit():
        file = hand_in_or_ask(form)
        answer = _ask(form, file, code) if isinstance(file, Several) else file and _take(form, file, code)
        if answer:
            return answer
    page = render_template(
        "committee/kpi/bring.html", form=form, period=period, components=components_of(db.session(), period.id)
    )
    return page, 422 if form.errors else 200


@blueprint.get("/<code>/impor/<int:import_id>")
def imported(code: str, import_id: int) -> str:
    """What became of one file: stored rows, bad rows, rows passed over."""
    period = get_period(db.session(), code)
    found = get_import(db.session(), period.id, import_id)
    here = count_scores_of_import(db.session(), found.id)
    last = max(1, -(-here // PAGE_SIZE))
    page = min(max(1, request.args.get("hal", 1, type=int)), last)
    scores = scores_of_import(db.session(), found.id, page=page)
    return render_template(
        "committee/kpi/imported.html",
        period=period,
        file=found,
        scores=scores,
        here=here,
        places=places_of(db.session(), (score.region_code for score in scores)),
        page=page,
        last=last,
        size=PAGE_SIZE,
        zone=Zone.WIB,
    )


def _take(form: ScoresForm, file: HandedIn, code: str) -> ResponseReturnValue | None:
    """Where the person goes on; a refusal of the whole file is shown at its field."""
    try:
        if len(file.table.rows) <= LARGE_ROWS and not form.check_first.data:
            outcome = _import(form, file, code)
            if outcome.stored or (outcome.report.is_clean and not outcome.report.accepted):
                db.session.commit()
                flash(_told(outcome))
                stored = outcome.stored or outcome.earlier
                to = url_for(".imported", code=code, import_id=stored.id) if stored else url_for(".show", code=code)
                return redirect(to)
        return redirect(url_for("committee.kpi_drafts.show", code=code, draft_id=_keep(form, file, code)))
    except AsOfOutside as refusal:
        refuse(form.as_of, refusal)
    except (HeaderMissing, HeaderDoubled, RowsMissing, ImportClash) as refusal:
        form.refuse(refusal)
    return None


def _ask(form: ScoresForm, file: Several, code: str) -> ResponseReturnValue | None:
    """The file is kept; the next page asks which sheet is meant."""
    session, moment, key = db.session(), now(), f"kpi/{file.sha256}"
    try:
        draft = hand_in_several(
            session,
            period=get_period(session, code),
            source=SourceFile(file.filename, file.sha256),
            file_key=key,
            sheets=[vars(sheet) for sheet in file.sheets],
            as_of=form.data["as_of"],
            choices=Choices(only_good=form.only_good.data),
            handed_in_by=signed_in().name,
            actor=signed_in().actor,
            now=moment,
        )
    except AsOfOutside as refusal:
        refuse(form.as_of, refusal)
        return None
    storage_of(current_app).put(key, file.data)
    session.commit()
    return redirect(url_for("committee.kpi_drafts.show", code=code, draft_id=draft.id))


def _import(form: ScoresForm, file: HandedIn, code: str) -> ImportOutcome:
    return import_scores(
        db.session(),
        period=get_period(db.session(), code),
        rows=file.table.rows,
        source=SourceFile(file.filename, file.sha256),
        as_of=form.data["as_of"],
        imported_by=signed_in().name,
        actor=signed_in().actor,
        now=now(),
        choices=Choices(only_good=form.only_good.data),
    )


def _keep(form: ScoresForm, file: HandedIn, code: str) -> int:
    """The file into the storage, its row into the database; a large one is read by a worker. Returns the row's id."""
    session, storage, moment = db.session(), storage_of(current_app), now()
    key = f"kpi/{file.sha256}"
    draft = hand_in_scores(
        session,
        period=get_period(session, code),
        rows=file.table.rows,
        source=SourceFile(file.filename, file.sha256),
        file_key=key,
        sheet=(form.sheet.data or "")[:60],
        as_of=form.data["as_of"],
        choices=Choices(only_good=form.only_good.data),
        handed_in_by=signed_in().name,
        actor=signed_in().actor,
        now=moment,
    )
    draft_id = draft.id
    storage.put(key, file.data)
    if len(file.table.rows) > LARGE_ROWS:
        job = ask_for(session, JobName.READ_KPI_FILE, now=moment, draft_id=draft_id)
        commit_and_send(session, (job, JobName.READ_KPI_FILE))
    else:
        session.commit()
        read_draft(session, draft_id, storage=storage, now=moment)
    return draft_id


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

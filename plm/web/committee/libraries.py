"""The committee's list of libraries."""

from collections.abc import Iterator

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from plm.accounts.rules import NATIONWIDE, Ability
from plm.adapters.spreadsheets import write_xlsx
from plm.clock import now
from plm.events.rules import Zone
from plm.extensions import db
from plm.kpi.queries import history_of
from plm.libraries.actions import add_library, import_libraries
from plm.libraries.queries import (
    LibraryFilter,
    all_libraries,
    get_library,
    places_of,
    provinces,
    search_libraries,
    search_regions,
)
from plm.libraries.rules import (
    HeaderDoubled,
    HeaderMissing,
    ImportClash,
    LibraryKind,
    Place,
    RosterReport,
    RowsMissing,
    remarks,
)
from plm.web.committee.library_forms import KINDS, PARTNERSHIPS, REFUSALS, LibraryForm
from plm.web.committee.sheets import HandedIn, SheetForm, hand_in, xlsx_response
from plm.web.identity import signed_in

MOST_FOUND = 12
blueprint = Blueprint("libraries", __name__, url_prefix="/perpustakaan")


@blueprint.get("/")
def index() -> str:
    """The libraries that fit the filter, page by page."""
    wanted = _wanted()
    page = search_libraries(db.session(), wanted, page=request.args.get("hal", 1, type=int))
    places = places_of(db.session(), (library.region_code for library in page.libraries))
    return render_template(
        "committee/libraries/index.html",
        page=page,
        places=places,
        wanted=wanted,
        provinces=provinces(db.session()),
        kinds=KINDS,
        may_change=_may_change(),
    )


@blueprint.get("/unduh.xlsx")
def export() -> Response:
    """The same list as a sheet; its headings are those the import understands."""
    header = [
        *(_("Nama"), _("Jenis"), _("Kode wilayah"), _("NPP"), _("Kemitraan"), _("Kontak"), _("Telepon"), _("Surel")),
        *(_("Kecamatan"), _("Kabupaten/Kota"), _("Provinsi")),
    ]
    return xlsx_response(write_xlsx(header, _exported(), sheet=_("Perpustakaan")), "perpustakaan.xlsx")


@blueprint.get("/<int:library_id>")
def show(library_id: int) -> str:
    """One library with the history of its scores."""
    library = get_library(db.session(), library_id)
    return render_template(
        "committee/libraries/show.html",
        library=library,
        place=places_of(db.session(), [library.region_code])[library.region_code],
        history=history_of(db.session(), library.id),
        zone=Zone.WIB,
    )


@blueprint.route("/tambah", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    """Add one library."""
    form = LibraryForm()
    if form.is_submitted() and not form.asks_for_region and form.validate() and form.code:
        try:
            library = add_library(db.session(), draft=form.draft(form.code), actor=signed_in().actor, now=now())
        except REFUSALS as refusal:
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("%(name)s ditambahkan.", name=library.name))
            return redirect(url_for(".show", library_id=library.id))
    answer = render_template("committee/libraries/add.html", form=form, found=_found(form), most=MOST_FOUND)
    return answer, 422 if form.errors else 200


@blueprint.route("/impor", methods=["GET", "POST"])
def bring() -> ResponseReturnValue:
    """Add the libraries of a sheet."""
    form = SheetForm()
    report = None
    if form.validate_on_submit() and (file := hand_in(form)) is not None:
        try:
            report = _import(form, file)
        except (HeaderMissing, HeaderDoubled, RowsMissing, ImportClash) as refusal:
            form.refuse(refusal)
        else:
            if not report.bad:
                flash(_told(len(report.accepted), len(report.skipped)))
                return redirect(url_for(".index"))
    said = None if report is None else remarks(report.bad, report.skipped)
    stored = bool(report and report.accepted and form.only_good.data)
    answer = render_template("committee/libraries/bring.html", form=form, report=report, said=said, stored=stored)
    return answer, 422 if form.errors or (report and not stored) else 200


def _import(form: SheetForm, file: HandedIn) -> RosterReport:
    report = import_libraries(
        db.session(),
        rows=file.table.rows,
        filename=file.filename,
        actor=signed_in().actor,
        now=now(),
        only_good=form.only_good.data,
    )
    db.session.commit()
    return report


def _told(added: int, skipped: int) -> str:
    """What an import without bad rows did."""
    if not added:
        return str(_("Semua perpustakaan dalam berkas sudah ada. Tidak ada yang berubah."))
    told = str(ngettext("%(num)d perpustakaan ditambahkan.", "%(num)d perpustakaan ditambahkan.", added))
    return f"{told} {_('%(num)d sudah ada.', num=skipped)}" if skipped else told


def _wanted() -> LibraryFilter:
    kind = request.args.get("jenis", "")
    return LibraryFilter(
        text=request.args.get("q", "").strip()[:120],
        province=request.args.get("provinsi", "")[:2],
        kind=LibraryKind(kind) if kind in set(LibraryKind) else None,
    )


def _may_change() -> bool:
    return bool(current_user.may(Ability.CHANGE, NATIONWIDE))


def _found(form: LibraryForm) -> list[tuple[str, Place]] | None:
    """The regions a search brought; None when nobody searched."""
    if not form.place.data:
        return None
    regions = search_regions(db.session(), form.place.data, levels=[form.level], limit=MOST_FOUND)
    places = places_of(db.session(), (region.code for region in regions))
    return [(region.code, places[region.code]) for region in regions]


def _exported() -> Iterator[tuple[str, ...]]:
    libraries = list(all_libraries(db.session(), _wanted()))
    places = places_of(db.session(), (library.region_code for library in libraries))
    for library in libraries:
        place = places[library.region_code]
        yield (
            library.name,
            str(KINDS[library.kind]),
            library.region_code,
            library.npp or "",
            str(PARTNERSHIPS[library.partnership]) if library.partnership else "",
            *(library.contact_name, library.phone, library.email),
            *(place.district, place.regency, place.province),
        )

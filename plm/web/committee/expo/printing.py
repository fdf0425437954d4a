"""The plan on paper and as a workbook."""

from collections.abc import Sequence

from flask import Response, abort, current_app, render_template, request, url_for
from flask_babel import gettext as _

from plm.adapters.expo_papers import Card, cards_pdf, plan_pdf
from plm.adapters.spreadsheets import write_sheets
from plm.adapters.spreadsheets.cells import Cell
from plm.expo.queries import Expo
from plm.expo.rules.drawing import DrawnHall
from plm.expo.rules.sheets_of_plan import Page, pages_of
from plm.web.committee.expo.room import blueprint, frame
from plm.web.committee.expo.shown import Shown, shown
from plm.web.committee.sheets import xlsx_response
from plm.web.exhibiting import AMENITIES, CATEGORIES, categories_on
from plm.web.papers import pdf_file


@blueprint.get("/<slug>/lapak/cetak")
def prints(slug: str) -> str:
    """Everything that can be printed."""
    view = shown()
    zones = sorted({booth.zone for booth in view.expo.booth_values if booth.zone})
    return render_template(
        "committee/expo/prints.html",
        **frame(view.expo.event, view=view, expo=view.expo, counts=view.counts(), zones=zones),
    )


@blueprint.get("/<slug>/lapak/cetak/denah")
def print_plan(slug: str) -> str:
    """A3, one page a hall or a zone, for the browser's own printing."""
    view = shown()
    pages = _pages(view)
    return render_template(
        "committee/expo/print_plan.html",
        **frame(view.expo.event, view=view, expo=view.expo, pages=pages),
        letters=categories_on(view.expo.exhibitors),
    )


@blueprint.get("/<slug>/lapak/cetak/denah.pdf")
def plan_paper(slug: str) -> Response:
    """The same as PDF."""
    view = shown()
    words = {one.value: str(CATEGORIES[one]) for one in CATEGORIES}
    title = _("Denah Lapak Literasi, %(event)s", event=view.expo.event.name)
    letters = [(letter, words[letter]) for letter in categories_on(view.expo.exhibitors)]
    pdf = plan_pdf(_pages(view), letters=letters, title=title, edition=_edition(view))
    return pdf_file(pdf, "denah-lapak.pdf")


@blueprint.get("/<slug>/lapak/cetak/kartu.pdf")
def booth_cards(slug: str) -> Response:
    """A card for each exhibitor in a booth; `zona` or `lapak` picks some."""
    view = shown()
    cards = _cards(view)
    if not cards:
        abort(404)
    return pdf_file(cards_pdf(cards, title=_("Kartu lapak, %(event)s", event=view.expo.event.name)), "kartu-lapak.pdf")


@blueprint.get("/<slug>/lapak/cetak/lapak.xlsx")
def workbook(slug: str) -> Response:
    """By booth, by exhibitor, and those who wait."""
    view = shown()
    sheets = {
        _("Menurut lapak"): (_booth_header(), _by_booth(view)),
        _("Menurut perpustakaan"): (_people_header(), _by_exhibitor(view)),
        _("Daftar tunggu"): ([_("Nomor"), _("Perpustakaan"), _("Daerah"), _("Kategori")], _waiting(view)),
    }
    return xlsx_response(write_sheets(sheets), f"lapak-{slug}.xlsx")


def _pages(view: Shown) -> tuple[Page, ...]:
    halls: Sequence[DrawnHall] = view.expo.drawn(view.holders)
    return pages_of(halls, by_zone=request.args.get("per") == "zona", zone=request.args.get("zona", ""))


def _edition(view: Shown) -> str:
    if view.plan is None:
        return str(_("Belum dibagikan"))
    return str(_("Draf %(number)s, sidik %(digest)s", number=view.plan.number, digest=view.plan.plan_sha256[:12]))


def _cards(view: Shown) -> list[Card]:
    event, public_url = view.expo.event, current_app.extensions["settings"].public_url
    zone, number = request.args.get("zona", ""), request.args.get("lapak", "")
    zone_of = {booth.id: booth.zone for booth in view.expo.booth_values}
    cards = []
    for booth in view.expo.number_of.values():
        if (zone and zone_of[booth] != zone) or (number and booth != number):
            continue
        for one in view.holders.get(booth, []):
            row = view.expo.row_of[one.exhibitor_id]
            address = public_url + url_for("public.expo.plan", slug=event.slug, lapak=booth)
            cards.append(
                Card(
                    number=booth,
                    letter=one.category.value,
                    category=str(CATEGORIES[one.category]),
                    name=one.name,
                    place=_place(view.expo, one.exhibitor_id),
                    products=tuple(product.name for product in row.products),
                    event=event.name,
                    address=address,
                )
            )
    return cards


def _place(expo: Expo, exhibitor_id: int) -> str:
    row = expo.row_of[exhibitor_id]
    names = dict.fromkeys((row.region.name, expo.region_of(row)))
    return ", ".join(names)


def _booth_header() -> list[str]:
    return [_("Lapak"), _("Ruang"), _("Zona"), _("Perpustakaan"), _("Kategori"), _("Fasilitas"), _("Batas watt")]


def _by_booth(view: Shown) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for booth in view.expo.booth_values:
        names = [one.name for one in view.holders.get(booth.id, [])] or [_("tidak dipakai") if booth.blocked else ""]
        kinds = [str(CATEGORIES[one.category]) for one in view.holders.get(booth.id, [])] or [""]
        offers = ", ".join(str(label) for one, label in AMENITIES.items() if one in booth.amenities)
        for name, kind in zip(names, kinds, strict=True):
            rows.append([booth.id, booth.hall, booth.zone, name, kind, offers, booth.watts or None])
    return rows


def _people_header() -> list[str]:
    return [_("Perpustakaan"), _("Daerah"), _("Kategori"), _("Produk"), _("Lapak"), _("Urutan tunggu"), _("KPI")]


def _by_exhibitor(view: Shown) -> list[list[Cell]]:
    queue = {one.exhibitor_id: one.queue_number for one in view.waiting}
    rows = sorted(view.expo.exhibitors, key=lambda row: row.library.name.casefold())
    return [
        [
            row.library.name,
            _place(view.expo, row.exhibitor.id),
            str(CATEGORIES[row.exhibitor.category]),
            ", ".join(product.name for product in row.products),
            view.standing.get(str(row.exhibitor.id), ""),
            queue.get(row.exhibitor.id),
            None if row.score is None else float(row.score),
        ]
        for row in rows
    ]


def _waiting(view: Shown) -> list[list[Cell]]:
    rows = [(one.queue_number, view.expo.row_of[one.exhibitor_id]) for one in view.waiting]
    return [
        [number, row.library.name, view.expo.region_of(row), str(CATEGORIES[row.exhibitor.category])]
        for number, row in rows
    ]

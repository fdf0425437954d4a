"""The ledger of scans: narrowed, taken away, and a scan taken back with a reason."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, get_template_attribute, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from plm.adapters.spreadsheets import write_xlsx
from plm.checkin.actions import annul_scan
from plm.checkin.queries import (
    Counted,
    LedgerFilter,
    LedgerLine,
    checkpoints_of,
    days_of,
    find_checkpoint,
    get_checkpoint_by_id,
    get_ledger_line,
    ledger_page,
    post_of,
)
from plm.checkin.rules import Direction, ScanOutcome
from plm.clock import now
from plm.extensions import db
from plm.web.addresses import asked_page
from plm.web.committee.checkin.attendance import day_asked
from plm.web.committee.checkin.room import blueprint, frame
from plm.web.committee.checkin.tickets import ReasonForm
from plm.web.committee.sheets import xlsx_response
from plm.web.guards import this_event
from plm.web.identity import signed_in
from plm.wording import local_day, moment

PER_PAGE = 50
COUNTED = {
    Counted.ACCEPTED: _l("Diterima"),
    Counted.DUPLICATE: _l("Sudah masuk"),
    Counted.REFUSED: _l("Ditolak"),
    Counted.ANNULLED: _l("Dibatalkan"),
    Counted.CHANGED: _l("Dinilai lain kemudian"),
}


@blueprint.get("/<slug>/kehadiran/catatan")
def ledger(slug: str) -> str:
    """A page of the ledger, as it was asked for."""
    session, event = db.session(), this_event()
    wanted, page = _asked(), asked_page()
    lines, total = ledger_page(session, event, wanted, limit=PER_PAGE, offset=PER_PAGE * (page - 1))
    return render_template(
        "committee/checkin/ledger.html",
        lines=lines,
        total=total,
        page=page,
        per_page=PER_PAGE,
        wanted=wanted,
        asked={name: value for name, value in request.args.items() if value and name != "halaman"},
        places=checkpoints_of(session, event.id),
        days_to_choose=days_of(session, event),
        counted=COUNTED,
        local_day=local_day,
        **frame(),
    )


@blueprint.get("/<slug>/kehadiran/catatan.xlsx")
def ledger_xlsx(slug: str) -> Response:
    """The same, whole: the answer each scan got, and what it counts as today."""
    event = this_event()
    lines, _total = ledger_page(db.session(), event, _asked(), limit=None)
    header = [
        _("Waktu pindai"), _("Diterima peladen"), _("Titik"), _("Arah"), _("Peserta"), _("Oleh"), _("Cara"),
        _("Jawaban saat itu"), _("Sebab"), _("Yang dihitung sekarang"), _("Dibatalkan oleh"), _("Alasan"),
        _("Nomor pindaian"),
    ]  # fmt: skip
    reason_word = get_template_attribute("desk/words.html", "reason_word")
    rows = [_row(line, reason_word) for line in lines]
    return xlsx_response(write_xlsx(header, rows, sheet=_("Catatan")), f"catatan-{event.slug}.xlsx")


@blueprint.route("/<slug>/kehadiran/pindaian/<scan_id>/batalkan", methods=["GET", "POST"])
def annul(slug: str, scan_id: str) -> ResponseReturnValue:
    """Ask why, then take the scan back; its line stays in the ledger."""
    session, event = db.session(), this_event()
    line, form = get_ledger_line(session, event.id, scan_id), ReasonForm()
    if line.annulment is None and form.validate_on_submit():
        annul_scan(
            session,
            post=post_of(event, get_checkpoint_by_id(session, line.scan.checkpoint_id)),
            scan_id=scan_id,
            by=signed_in().name,
            reason=form.reason.data or "",
            actor=signed_in().actor,
            now=now(),
        )
        session.commit()
        flash(_("Pindaian dibatalkan. Catatannya tetap ada."))
        return redirect(url_for(".conflicts" if request.args.get("dari") == "periksa" else ".ledger", slug=slug))
    page = render_template("committee/checkin/annul.html", line=line, form=form, **frame())
    return page, 422 if form.errors else 200


def _asked() -> LedgerFilter:
    """What the list is narrowed to; nonsense narrows nothing."""
    session, event = db.session(), this_event()
    place = find_checkpoint(session, event.id, request.args.get("titik", ""))
    word = request.args.get("hasil", "")
    return LedgerFilter(
        checkpoint_id=place.id if place else None,
        day=day_asked(days_of(session, event)),
        counted=Counted(word) if word in set(Counted) else None,
        text=request.args.get("cari", "").strip()[:100],
    )


def _row(line: LedgerLine, reason_word: Callable[[str], str]) -> list[Any]:
    scan, zone = line.scan, this_event().zone
    stands = line.ruling.outcome if line.ruling else scan.outcome
    return [
        moment(scan.scanned_at, zone),
        moment(scan.received_at, zone),
        line.checkpoint,
        _("Keluar") if scan.direction is Direction.OUT else _("Masuk"),
        line.person,
        scan.scanned_by,
        _("Tanpa tiket") if scan.manual else _("Luring") if scan.offline else _("Tersambung"),
        _outcome(scan.outcome),
        str(reason_word(scan.reason)).strip() if scan.reason else "",
        _("Dibatalkan") if line.annulment else _outcome(stands),
        line.annulment.annulled_by if line.annulment else "",
        line.annulment.reason if line.annulment else "",
        scan.id,
    ]


def _outcome(outcome: ScanOutcome) -> str:
    return str(COUNTED[Counted(outcome.value)])

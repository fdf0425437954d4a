"""What goes to the hotel: a sheet and a printed list."""

from flask import Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from plm.adapters.spreadsheets import Cell, write_xlsx
from plm.clock import now
from plm.logistics.queries import Lodging, RoomLine, Sleeper
from plm.web.committee.lodging.room import GENDER_LABELS, KIND_LABELS, blueprint, page, this_lodging
from plm.web.committee.sheets import xlsx_response
from plm.web.guards import this_event
from plm.wording import full_name


@blueprint.get("/unduh.xlsx")
def export(slug: str) -> Response:
    """One row a person with a bed, and one for each bed that is free."""
    lodging = this_lodging()
    header = (
        _("Hotel"), _("Nomor kamar"), _("Jenis kamar"), _("Nama"), _("Lembaga"), _("Jenis kelamin"), _("Teman sekamar"),
        _("Datang"), _("Pulang"), _("Malam"),
    )  # fmt: skip  # one row of a sheet
    rows = [row for line in lodging.rooms for row in _rows(lodging, line)]
    return xlsx_response(write_xlsx(header, rows, sheet=_("Kamar")), f"kamar-{this_event().slug}.xlsx")


@blueprint.get("/cetak")
def printed(slug: str) -> ResponseReturnValue:
    """The same to print."""
    return page("printed", lodging=this_lodging(), genders=GENDER_LABELS, kinds=KIND_LABELS, moment=now())


def _rows(lodging: Lodging, line: RoomLine) -> list[tuple[Cell, ...]]:
    room = (line.room.hotel, line.room.number, str(KIND_LABELS[line.room.kind]))
    rows: list[tuple[Cell, ...]] = [(*room, *_row(lodging, line, one)) for one in line.sleepers]
    return rows + [(*room, _("(kosong)"), "", "", "", None, None, None)] * line.free


def _row(lodging: Lodging, line: RoomLine, one: Sleeper) -> tuple[Cell, ...]:
    nights = lodging.nights(one)
    others = ", ".join(full_name(other.participant) for other in line.sleepers if other is not one)
    gender = str(GENDER_LABELS[one.gender]) if one.gender else ""
    who = (full_name(one.participant), one.participant.institution, gender, others)
    return (*who, nights.first, nights.last, nights.count)

"""People on sheets: taken away as Excel or CSV, brought back, looked at, and done only after a yes."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from plm.adapters.spreadsheets import Table, text_rows, write_csv, write_xlsx
from plm.checkin.actions import issue_tickets
from plm.clock import now
from plm.extensions import db
from plm.registration.actions import confirm_sheet, keep_sheet
from plm.registration.queries import PersonLine, get_people_sheet, people_for_export, row_key, said_of
from plm.registration.rules import (
    RowProblem,
    SheetColumn,
    SheetPerson,
    Words,
    columns_of,
    judge_people,
    name_line,
)
from plm.web.committee.person_forms import COST_LABELS, LETTER_LABELS, ROLE_LABELS
from plm.web.committee.sheets import SheetForm, hand_in, xlsx_response
from plm.web.forms import Question
from plm.web.guards import this_event
from plm.web.identity import signed_in
from plm.wording import refusal_sentence

blueprint = Blueprint("people_sheets", __name__, url_prefix="/<slug>/peserta")
COLUMNS = {
    SheetColumn.KEY: _l("Kunci"),
    SheetColumn.INSTITUTION: _l("Lembaga"),
    SheetColumn.TITLE_PREFIX: _l("Gelar depan"),
    SheetColumn.NAME: _l("Nama"),
    SheetColumn.TITLE_SUFFIX: _l("Gelar belakang"),
    SheetColumn.POSITION: _l("Jabatan"),
    SheetColumn.ROLES: _l("Peran"),
    SheetColumn.PHONE: _l("WhatsApp"),
    SheetColumn.EMAIL: _l("Surel"),
    SheetColumn.NIP: _l("NIP"),
    SheetColumn.COST_BEARER: _l("Biaya ditanggung"),
}
PROBLEMS = {
    RowProblem.KEY_UNKNOWN: _l("Kunci %(said)s tidak dikenal. Kosongkan untuk menambah orang baru."),
    RowProblem.KEY_TWICE: _l("Kunci %(said)s sudah ada di baris lain."),
    RowProblem.NAME_MISSING: _l("Namanya kosong."),
    RowProblem.INSTITUTION_MISSING: _l("Lembaganya kosong."),
    RowProblem.PHONE_UNREADABLE: _l("Nomor %(said)s tidak terbaca. Tulis seperti 0812 3456 7890."),
    RowProblem.MAIL_UNREADABLE: _l("Surel %(said)s tidak lengkap."),
    RowProblem.ROLE_UNKNOWN: _l("Peran %(said)s tidak dikenal."),
    RowProblem.ROLE_MISSING: _l("Perannya kosong."),
    RowProblem.COST_UNKNOWN: _l("Penanggung biaya %(said)s tidak dikenal."),
    RowProblem.TOO_LONG: _l("Isian %(said)s terlalu panjang."),
    RowProblem.TOO_MANY_ROWS: _l("Paling banyak %(said)s baris sekali unggah."),
}


@blueprint.get("/unduh.xlsx")
def export_xlsx(slug: str) -> Response:
    """Everybody registered, one row a person; what is changed in it can be brought back."""
    header, rows = _sheet()
    return xlsx_response(write_xlsx(header, rows, sheet=_("Peserta")), f"peserta-{this_event().slug}.xlsx")


@blueprint.get("/unduh.csv")
def export_csv(slug: str) -> Response:
    """The same as CSV."""
    header, rows = _sheet()
    answer = Response(write_csv(header, rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename=peserta-{this_event().slug}.csv"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.route("/unggah", methods=["GET", "POST"])
def bring(slug: str) -> ResponseReturnValue:
    """A sheet that was taken away and changed, or a list of new people; nothing is done yet."""
    session, event, form = db.session(), this_event(), SheetForm()
    if form.validate_on_submit() and (file := hand_in(form)):
        lines = people_for_export(session, event.id)
        said = said_of(session, [line.participant for line in lines])
        known = {row_key(line.participant): (line.participant.id, said[line.participant.id]) for line in lines}
        rows = _rows(file.table)
        if rows is None:
            form.file.errors = [_("Judul kolom Nama dan Lembaga tidak ditemukan di baris pertama.")]
        else:
            report = judge_people(rows, known, _words())
            actor = signed_in().actor
            sheet = keep_sheet(
                session,
                event_id=event.id,
                filename=file.filename,
                report=report,
                before=dict(known.values()),
                actor=actor,
                now=now(),
            )
            session.commit()
            return redirect(url_for(".show", slug=slug, sheet_id=sheet.id))
    body = render_template("committee/people_sheets/bring.html", event=event, form=form)
    return body, 422 if form.errors else 200


@blueprint.get("/unggah/<int:sheet_id>")
def show(slug: str, sheet_id: int) -> str:
    """What the sheet would do, and the rows that are wrong."""
    event = this_event()
    sheet = get_people_sheet(db.session(), event.id, sheet_id)
    return render_template(
        "committee/people_sheets/show.html",
        event=event,
        sheet=sheet,
        form=Question(),
        labels={column.value: label for column, label in COLUMNS.items()},
        said=_said,
        problem=_problem,
        refused=[],
    )


@blueprint.post("/unggah/<int:sheet_id>")
def confirm(slug: str, sheet_id: int) -> ResponseReturnValue:
    """Yes: do it, once."""
    session, event = db.session(), this_event()
    sheet = get_people_sheet(session, event.id, sheet_id)
    if not Question().validate_on_submit():
        return redirect(url_for(".show", slug=slug, sheet_id=sheet_id))
    secret_key = str(current_app.extensions["settings"].secret_key)
    done = confirm_sheet(session, sheet=sheet, secret_key=secret_key, actor=signed_in().actor, now=now())
    ids = [person.id for person in done.fresh]
    issue_tickets(session, event_id=event.id, participant_ids=ids, secret_key=secret_key, now=now())
    session.commit()
    added = ngettext("%(num)d orang ditambahkan", "%(num)d orang ditambahkan", len(ids))
    changed = ngettext("%(num)d orang diubah", "%(num)d orang diubah", done.changed)
    flash(f"{added}, {changed}.")
    if not done.refused:
        return redirect(url_for("committee.people.index", slug=slug))
    return render_template(
        "committee/people_sheets/show.html",
        event=this_event(),
        sheet=sheet,
        form=Question(),
        labels={column.value: label for column, label in COLUMNS.items()},
        said=_said,
        problem=_problem,
        refused=[(line, refusal_sentence(refusal)) for line, refusal in done.refused],
    )


def _sheet() -> tuple[list[str], list[list[str]]]:
    lines = people_for_export(db.session(), this_event().id)
    said = said_of(db.session(), [line.participant for line in lines])
    header = [str(label) for label in COLUMNS.values()]
    header += [_("Kode wilayah"), _("Nama di sertifikat"), _("Surat tugas")]
    return header, [_row(line, said[line.participant.id]) for line in lines]


def _row(line: PersonLine, person: SheetPerson) -> list[str]:
    details = person.details
    cells = {
        SheetColumn.KEY: row_key(line.participant),
        SheetColumn.INSTITUTION: person.institution,
        SheetColumn.ROLES: ", ".join(str(label) for role, label in ROLE_LABELS.items() if role in person.roles),
        SheetColumn.COST_BEARER: str(COST_LABELS[person.cost_bearer]),
    }
    return [
        *(cells.get(column, getattr(details, column.value, "")) for column in COLUMNS),
        line.library.region_code if line.library else "",
        name_line(details.title_prefix, details.name, details.title_suffix),
        str(LETTER_LABELS[line.letter.state]) if line.letter else "",
    ]


def _rows(table: Table) -> list[tuple[int, dict[SheetColumn, str]]] | None:
    """The rows under their headings; None where the sheet does not say who and from where."""
    _line, heading = table.rows[0]
    columns = columns_of([str(cell or "") for cell in heading], _in_both(COLUMNS))
    if not {SheetColumn.NAME, SheetColumn.INSTITUTION} <= set(columns.values()):
        return None
    return text_rows(table, columns)


def _words() -> Words:
    return Words(_in_both(ROLE_LABELS), _in_both(COST_LABELS))


def _in_both(labels: Mapping[Any, Any]) -> dict[str, Any]:
    """What each label reads as, folded, in both languages: a sheet taken away in one comes back in the other."""
    found: dict[str, Any] = {}
    for language in ("id", "en"):
        with force_locale(language):
            found |= {" ".join(str(label).casefold().split()): word for word, label in labels.items()}
    return found


def _said(document: dict[str, Any], column: str) -> str:
    """What a waiting row says in one column."""
    if column == "roles":
        return ", ".join(str(label) for role, label in ROLE_LABELS.items() if role.value in document["roles"])
    if column == "cost_bearer":
        return str({bearer.value: label for bearer, label in COST_LABELS.items()}[document["cost_bearer"]])
    return str(document["institution"] if column == "institution" else document["details"][column])


def _problem(word: str, said: str) -> str:
    label = {column.value: str(label) for column, label in COLUMNS.items()}.get(said, said)
    return str(PROBLEMS[RowProblem(word)]) % {"said": label}

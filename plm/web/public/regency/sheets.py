"""The office's sheet: our template out, filled in and back, and nobody registered before the yes."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from plm.adapters.spreadsheets import Table, Unusable, read_table, text_rows, write_xlsx
from plm.clock import now
from plm.extensions import db, limiter
from plm.registration.actions import confirm_roster, keep_roster
from plm.registration.queries import RegencyLine, get_people_sheet
from plm.registration.rules import RosterColumn, RosterLibrary, RowProblem, columns_of, judge_roster
from plm.web.forms import Question, refuse
from plm.web.public.regency.forms import RosterForm
from plm.web.public.regency.office import blueprint, institution_of, office_of, secret
from plm.web.public.steps import page_of
from plm.wording import refusal_sentence

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST_SHEET = 5_000_000
COLUMNS = {
    RosterColumn.KEY: _l("Kunci"),
    RosterColumn.LIBRARY: _l("Perpustakaan"),
    RosterColumn.TITLE_PREFIX: _l("Gelar depan"),
    RosterColumn.NAME: _l("Nama"),
    RosterColumn.TITLE_SUFFIX: _l("Gelar belakang"),
    RosterColumn.PHONE: _l("WhatsApp"),
    RosterColumn.EMAIL: _l("Surel"),
    RosterColumn.NIP: _l("NIP"),
    RosterColumn.POSITION: _l("Jabatan"),
}
PROBLEMS = {
    RowProblem.LIBRARY_UNKNOWN: _l("Perpustakaan %(said)s tidak ada di daftar, atau pendaftarannya sudah dikirim."),
    RowProblem.TOO_MANY_PEOPLE: _l("Kursi perpustakaan ini hanya %(said)s."),
    RowProblem.NAME_MISSING: _l("Namanya kosong."),
    RowProblem.PHONE_MISSING: _l("Nomor WhatsApp kosong."),
    RowProblem.PHONE_UNREADABLE: _l("Nomor %(said)s tidak terbaca. Tulis seperti 0812 3456 7890."),
    RowProblem.MAIL_UNREADABLE: _l("Surel %(said)s tidak lengkap."),
    RowProblem.POSITION_MISSING: _l("Jabatannya kosong."),
    RowProblem.TOO_LONG: _l("Isian %(said)s terlalu panjang."),
}


@blueprint.get("/templat.xlsx")
def template(token: str) -> Response:
    """A row for each seat that may still be named; who stands in a draft is filled in."""
    link, lines = office_of(token)
    rows = []
    for line in lines:
        if not line.is_open(now()):
            continue
        people = {person.position_number: person for person in line.people}
        for number in range(1, line.invitation.seats + 1):
            person = people.get(number)
            known = ("title_prefix", "name", "title_suffix", "phone", "email", "nip", "position")
            rows.append([line.key, line.library.name, *(getattr(person, name, "") for name in known)])
    answer = Response(write_xlsx([str(one) for one in COLUMNS.values()], rows, sheet=_("Peserta")), mimetype=XLSX)
    answer.headers["Content-Disposition"] = f"attachment; filename=peserta-{link.event.slug}.xlsx"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.route("/unggah", methods=["GET", "POST"])
@limiter.limit("30 per minute", methods=["POST"])
def bring(token: str) -> ResponseReturnValue:
    """The filled sheet: looked at, and waiting; nobody is registered by this."""
    link, lines = office_of(token)
    form = RosterForm()
    if form.validate_on_submit():
        try:
            data = form.file.data.read(LARGEST_SHEET + 1)
            table = read_table(data, form.file.data.filename or "berkas", max_bytes=LARGEST_SHEET)
        except Unusable as refusal:
            refuse(form.file, refusal)
        else:
            rows = _rows(table)
            if rows is None:
                form.file.errors = [_("Judul kolom Nama dan Perpustakaan tidak ditemukan di baris pertama.")]
            else:
                sheet = keep_roster(
                    db.session(),
                    event_id=link.event.id,
                    library_id=link.library.id,
                    filename=(form.file.data.filename or "berkas")[-255:],
                    report=judge_roster(rows, _libraries(lines)),
                    actor=link.actor,
                    now=now(),
                )
                db.session.commit()
                return redirect(url_for(".sheet", token=token, sheet_id=sheet.id))
    return render_template("public/regency/bring.html", form=form, **page_of(link)), 422 if form.errors else 200


@blueprint.route("/unggah/<int:sheet_id>", methods=["GET", "POST"])
def sheet(token: str, sheet_id: int) -> ResponseReturnValue:
    """What the sheet says; a yes puts its people into the drafts, once."""
    link, lines = office_of(token)
    waiting = get_people_sheet(db.session(), link.event.id, sheet_id, link.library.id)
    names = {line.invitation.id: line.library.name for line in lines}
    refused: list[tuple[str, str]] = []
    if request.method == "POST" and Question().validate_on_submit():
        done, not_done = confirm_roster(
            db.session(),
            sheet=waiting,
            institution_of=institution_of,
            secret_key=secret(),
            actor=link.actor,
            now=now(),
        )
        db.session.commit()
        flash(ngettext("%(num)d orang masuk draf.", "%(num)d orang masuk draf.", done))
        if not not_done:
            return redirect(url_for(".index", token=token))
        of_library = {line.library.id: line.library.name for line in lines}
        refused = [(of_library.get(one, ""), refusal_sentence(refusal)) for one, refusal in not_done]
    return render_template(
        "public/regency/sheet.html",
        sheet=waiting,
        names=names,
        refused=refused,
        problem=_problem,
        form=Question(),
        **page_of(link),
    )


def _libraries(lines: list[RegencyLine]) -> dict[str, RosterLibrary]:
    return {
        line.key: RosterLibrary(
            line.invitation.id,
            line.library.name,
            line.invitation.seats,
            {person.position_number: person.name for person in line.people if person.position_number},
        )
        for line in lines
        if line.is_open(now())
    }


def _rows(table: Table) -> list[tuple[int, dict[RosterColumn, str]]] | None:
    _line, heading = table.rows[0]
    names = {" ".join(str(label).casefold().split()): column for column, label in COLUMNS.items()}
    columns = columns_of([str(cell or "") for cell in heading], names)
    if not {RosterColumn.NAME, RosterColumn.LIBRARY} <= set(columns.values()):
        return None
    return text_rows(table, columns)


def _problem(word: str, said: str) -> str:
    label = {column.value: str(label) for column, label in COLUMNS.items()}.get(said, said)
    return str(PROBLEMS[RowProblem(word)]) % {"said": label}

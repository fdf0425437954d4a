"""Sheets that people hand in and take away."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import PurePath
from typing import Any

from flask import Response, current_app, send_file
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField

from plm.adapters.spreadsheets import Glance, SheetUnclear, Table, Unusable, glance_at_sheets, read_table
from plm.errors import Refusal
from plm.web.forms import Text, refuse, trimmed

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetForm(FlaskForm):
    """A file with rows, which of its sheets, and what to do when some rows are bad."""

    file = FileField(_l("Berkas"), validators=[FileRequired(_l("Pilih berkas Excel (.xlsx) atau CSV."))])
    sheet = Text(_l("Nama lembar (bila berkas berisi beberapa lembar)"), most=60)
    only_good = BooleanField(_l("Simpan baris yang benar saja"))

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal of the file at the field that can put it right."""
        refuse(self.sheet if isinstance(refusal, SheetUnclear) else self.file, refusal)


class HandedIn:
    """The file of a valid form: its name without any folder, its digest and its rows."""

    def __init__(self, form: SheetForm) -> None:
        self.data: bytes = form.file.data.read()
        filename = trimmed(form.file.data.filename) or "berkas"
        self.filename = PurePath(filename.replace("\\", "/")).name[:255]
        self.sha256 = sha256(self.data).hexdigest()
        self.table: Table = read_table(
            self.data, self.filename, sheet=form.sheet.data, max_bytes=current_app.config["MAX_CONTENT_LENGTH"]
        )


@dataclass(frozen=True)
class Several:
    """A workbook of several sheets, none of them named: the person is asked which one is meant."""

    data: bytes
    filename: str
    sha256: str
    sheets: tuple[Glance, ...]


def hand_in_or_ask(form: SheetForm) -> HandedIn | Several | None:
    """The file when it can be read; several sheets are a question, and anything else is said by the form."""
    try:
        return HandedIn(form)
    except SheetUnclear as refusal:
        if form.sheet.data:
            form.refuse(refusal)
            return None
        form.file.data.seek(0)
        data = form.file.data.read()
        filename = str(refusal.facts["filename"])
        return Several(data, filename, sha256(data).hexdigest(), glance_at_sheets(data, filename))
    except Unusable as refusal:
        form.refuse(refusal)
        return None


def hand_in(form: SheetForm) -> HandedIn | None:
    """The file when it can be read; otherwise the form says why not."""
    try:
        return HandedIn(form)
    except Unusable as refusal:
        form.refuse(refusal)
        return None


def xlsx_response(content: bytes, name: str) -> Response:
    """A workbook to keep."""
    answer: Any = send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer  # type: ignore[no-any-return]  # werkzeug's Response is the base of Flask's

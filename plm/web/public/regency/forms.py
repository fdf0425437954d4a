"""What the office types: seats of its libraries, a letter for all, a sheet."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import Form, HiddenField

from plm.extensions import db
from plm.registration.actions import Named
from plm.registration.queries import RegencyLine, find_page
from plm.registration.rules import PersonDetails, StepKind, shown_phone
from plm.web.forms import Choice, Phone, Text
from plm.web.public.person_form import POSITIONS


class SeatForm(Form):
    """One seat; what is empty stays free."""

    title_prefix = Text(_l("Gelar depan"), most=60)
    name = Text(_l("Nama"), most=200)
    title_suffix = Text(_l("Gelar belakang"), most=100)
    phone = Phone(_l("WhatsApp"), most=40)
    position = Choice(_l("Jabatan"))
    seen = HiddenField()

    @property
    def is_empty(self) -> bool:
        return not any(one.data for one in (self.title_prefix, self.name, self.title_suffix, self.phone))

    @property
    def revision(self) -> int:
        shown = self.seen.data or ""
        return int(shown) if shown.isdecimal() else 0

    def is_sound(self) -> bool:
        """Everything a ticket needs is there; what is missing stands at its field."""
        sound = bool(self.validate())
        for field, complaint in (
            (self.name, _("Tulis nama peserta. Satu kata pun boleh.")),
            (self.phone, _("Tulis nomor WhatsApp peserta.")),
            (self.position, _("Pilih jabatan.")),
        ):
            if not field.data and not field.errors:
                field.errors = [complaint]
                sound = False
        return sound

    def details(self, before: PersonDetails | None) -> PersonDetails:
        """What was typed, beside what this page does not ask."""
        return PersonDetails(
            title_prefix=self.title_prefix.data or "",
            name=self.name.data or "",
            title_suffix=self.title_suffix.data or "",
            phone=self.phone.stored,
            email=before.email if before else "",
            nip=before.nip if before else "",
            position=self.position.data or "",
        )


class Entry:
    """One library on the page: comes or not, a form for each seat, and what is wrong."""

    def __init__(self, line: RegencyLine) -> None:
        self.line = line
        self.prefix = f"p{line.invitation.id}"
        self.errors: list[str] = []
        people = {person.position_number: person for person in line.people}
        self.before = people
        self.seats = [self._seat(number, people.get(number)) for number in range(1, line.invitation.seats + 1)]

    def _seat(self, number: int, person: Any) -> SeatForm:
        line = self.line
        page = find_page(db.session(), line.delegation.id, StepKind.PARTICIPANT, number) if line.delegation else None
        known = {} if person is None else {
            "title_prefix": person.title_prefix, "name": person.name, "title_suffix": person.title_suffix,
            "phone": shown_phone(person.phone), "position": person.position,
        }  # fmt: skip
        if page is not None and page.typed:
            known = {**known, **{name: page.typed.get(name, "") for name in ("name", "phone")}}
        formdata = request.form if request.method == "POST" else None
        form = SeatForm(formdata, prefix=f"{self.prefix}-{number}-", data=known)
        words = [value for value, _label in POSITIONS[line.library.kind]]
        other = [known["position"]] if known.get("position") and known["position"] not in words else []
        form.position.choices = [("", _("Pilih")), *POSITIONS[line.library.kind], *((word, word) for word in other)]
        if request.method != "POST":
            form.seen.data = str(page.revision if page else 0)
        return form

    @property
    def filled(self) -> list[tuple[int, SeatForm]]:
        return [(number, seat) for number, seat in enumerate(self.seats, start=1) if not seat.is_empty]

    def is_sound(self) -> bool:
        """Whether every seat that is begun is whole."""
        judged = [seat.is_sound() for _number, seat in self.filled]  # every one, so that each says what is wrong
        return all(judged)

    def named(self) -> list[Named]:
        """The people typed, in the order of the seats."""
        found = []
        for number, (_shown, seat) in enumerate(self.filled, start=1):
            before = self.before.get(number)
            known = PersonDetails(name="", email=before.email, nip=before.nip) if before else None
            found.append(Named(number, seat.details(known)))
        return found


class LetterForm(FlaskForm):
    """One letter for all of them."""

    letter = FileField(_l("Surat tugas bersama"), validators=[FileRequired(_l("Pilih berkasnya dulu."))])


class RosterForm(FlaskForm):
    """A sheet made from our template."""

    file = FileField(_l("Berkas"), validators=[FileRequired(_l("Pilih berkas Excel (.xlsx) atau CSV."))])

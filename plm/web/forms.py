"""What all forms share: trimmed text, choices from words, errors in the reader's language."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DateTimeLocalField,
    Field,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from plm.errors import Refusal
from plm.libraries.rules import is_mail_address
from plm.registration.rules import PhoneUnreadable, read_phone
from plm.wording import decimal, refusal_sentence

# As every browser writes it; the first is also how it is shown.
LOCAL = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
YEARS = range(1990, 2101)


def trimmed(value: str | None) -> str | None:
    """Outer spaces and control characters go; everything else stays exactly as typed."""
    if value is None:
        return None
    return "".join(sign for sign in value if sign >= " " or sign in "\n\t").strip()


def _checks(needed: Any, most: int) -> list[Any]:
    too_long = Length(max=most, message=_l("Terlalu panjang. Paling banyak %(max)d huruf."))
    # DataRequired looks at what is left after trimming, so that a lone space is nothing.
    return [DataRequired(needed) if needed else Optional(), too_long]


class Text(StringField):
    """One line of text, trimmed; `needed` is the sentence shown when it is empty."""

    def __init__(self, label: Any, *, needed: Any = None, most: int = 200, **options: Any) -> None:
        checks = [*_checks(needed, most), *options.pop("validators", [])]
        super().__init__(label, validators=checks, filters=[trimmed], **options)


class LongText(TextAreaField):
    """Several lines, trimmed."""

    def __init__(self, label: Any, *, needed: Any = None, most: int = 4000, **options: Any) -> None:
        super().__init__(label, validators=_checks(needed, most), filters=[trimmed], **options)


class Phone(Text):
    """A WhatsApp number as people type it; `stored` is the same as `+62…`."""

    def pre_validate(self, form: Any) -> None:
        if self.data:
            try:
                read_phone(self.data)
            except PhoneUnreadable as refusal:
                raise ValidationError(refusal_sentence(refusal)) from refusal

    @property
    def stored(self) -> str:
        return read_phone(self.data) if self.data else ""


class Mail(Text):
    """A mail address, looked at only for its shape."""

    def pre_validate(self, form: Any) -> None:
        if self.data and not is_mail_address(self.data):
            raise ValidationError(_("Alamat surel belum lengkap. Contohnya nama@contoh.id"))


class _Readable:
    """A field whose complaint about unreadable input is ours, because WTForms has no Indonesian."""

    unreadable: Any = ""

    def process_formdata(self, values: list[str]) -> None:
        try:
            super().process_formdata(values)  # type: ignore[misc]  # mixed into WTForms fields only
        except ValueError as error:
            raise ValueError(str(self.unreadable)) from error


class _OfOurTime(_Readable):
    """A year that a browser took half typed, such as 0026, is a slip; far years break the reckoning of zones."""

    data: Any

    def process_formdata(self, values: list[str]) -> None:
        super().process_formdata(values)
        if self.data is not None and self.data.year not in YEARS:
            self.data = None
            raise ValueError(str(self.unreadable))


class Day(_OfOurTime, DateField):
    unreadable = _l("Tanggal tidak terbaca. Tulis tanggal, bulan, dan tahun.")


class Moment(_OfOurTime, DateTimeLocalField):
    """A moment in the event's zone, shown as browsers write it."""

    unreadable = _l("Waktu tidak terbaca. Tulis tanggal dan jamnya.")

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, format=LOCAL, **options)


class Whole(_Readable, IntegerField):
    unreadable = _l("Tulis bilangan bulat, misalnya 25.")


class Within:
    """A whole number between two bounds; which one was passed is said."""

    def __init__(self, least: int, most: int, *, too_small: Any) -> None:
        self.least, self.most, self.too_small = least, most, too_small

    def __call__(self, form: Any, field: Field) -> None:
        if field.data is not None and field.data < self.least:
            raise ValidationError(self.too_small)
        if field.data is not None and field.data > self.most:
            raise ValidationError(_("Angkanya terlalu besar. Paling banyak %(most)s.", most=decimal(self.most)))


class Choice(SelectField):
    """A select; its complaint is ours."""

    def pre_validate(self, form: Any) -> None:
        if not any(str(self.data) == str(choice[0]) for choice in self.iter_choices()):
            raise ValidationError(_("Pilih salah satu."))


class Several(SelectMultipleField):
    """None to seven of the options, each a whole row."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        offered = {str(choice[0]) for choice in self.iter_choices()}
        if not offered.issuperset(self.data or []):
            raise ValidationError(_("Pilih dari daftar."))


class Radio(RadioField):
    """Two to seven options, each a whole row."""

    def pre_validate(self, form: Any) -> None:
        if not any(str(self.data) == str(choice[0]) for choice in self.iter_choices()):
            raise ValidationError(_("Pilih salah satu."))


def options(words: Iterable[StrEnum], labels: dict[Any, Any]) -> list[tuple[str, Any]]:
    """Pairs for a Choice or Radio, in the order of the words."""
    return [(word.value, labels[word]) for word in words]


def refuse(field: Field, refusal: Refusal) -> None:
    """Show a refusal as the field's error, so that nothing typed is lost."""
    field.errors = [*field.errors, refusal_sentence(refusal)]


class Question(FlaskForm):
    """A form with nothing but its token: a question page's yes."""

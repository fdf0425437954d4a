"""The forms of the policy and of a decision by hand."""

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectMultipleField, ValidationError
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from plm.eligibility.rules import ManualKind
from plm.web.forms import LongText, Radio, options

if TYPE_CHECKING:
    pass

HANDS = {
    ManualKind.INCLUDE: _l("Sertakan, walau aturan tidak mengundangnya"),
    ManualKind.EXCLUDE: _l("Jangan undang, walau aturan mengundangnya"),
}
_NUMBER = re.compile(r"([-−]?)([0-9]{1,20})([.,]([0-9]{1,20}))?\s*%?")


class Checkboxes(SelectMultipleField):
    """Several of a few options, each a row of its own."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        known = {str(choice[0]) for choice in self.iter_choices()}
        if not self.data:
            raise ValidationError(_("Pilih paling sedikit satu."))
        if not set(self.data) <= known:
            raise ValidationError(_("Pilih dari daftar ini."))


class HandForm(FlaskForm):
    """A decision by hand and its reason."""

    kind = Radio(_l("Keputusan"), choices=options(HANDS, HANDS), default=ManualKind.INCLUDE.value)
    reason = LongText(_l("Alasan"), needed=_l("Tulis alasannya. Perpustakaan akan membacanya."), most=1000)


class RunForm(FlaskForm):
    """The number of the run that the page showed, so that a double click decides once."""

    after = IntegerField(validators=[Optional()])


def parse_decimal(text: str) -> Decimal | None:
    """`6,0`, `6.0`, `75%` or `-1` as a number; None when it is none."""
    found = _NUMBER.fullmatch(text.strip())
    return Decimal(f"{'-' if found[1] else ''}{found[2]}.{found[4] or 0}") if found else None

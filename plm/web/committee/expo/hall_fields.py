"""Fields of the hall's forms: lengths in metres, and numbers the reader does not see."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from wtforms import IntegerField, ValidationError
from wtforms.widgets import HiddenInput

from plm.expo.rules.measures import decimal_of, place, units
from plm.web.forms import Text
from plm.wording import decimal


class Metres(Text):
    """A length with a decimal comma."""

    def __init__(self, label: Any, *, least: str = "0", most: str = "700", **more: Any) -> None:
        super().__init__(label, most=20, **more)
        self.least, self.largest = Decimal(least), Decimal(most)

    def pre_validate(self, form: Any) -> None:
        if self.data and not (self.metres is not None and self.least <= self.metres <= self.largest):
            limits = {"least": decimal(self.least), "most": decimal(self.largest)}
            raise ValidationError(_("Tulis %(least)s sampai %(most)s meter, misalnya 2,5.", **limits))

    @property
    def metres(self) -> Decimal | None:
        return decimal_of(self.data) if self.data else None

    @property
    def units(self) -> int | None:
        """The length on the plan."""
        return None if self.metres is None else units(self.metres)

    @property
    def place(self) -> int | None:
        """The coordinate that far from the wall."""
        return None if self.metres is None else place(self.metres)


class Hidden(IntegerField):
    """A whole number the reader does not see."""

    widget = HiddenInput()

"""The form that declares a KPI period."""

from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, ValidationError
from wtforms.validators import InputRequired

from plm.kpi.rules import BandDraft, ComponentDraft, PeriodDraft, PeriodNotSound, ScoreScale
from plm.web.forms import Day, LongText, Radio, Text, Whole, options, refuse

SCALES = {
    ScoreScale.POINTS: _l("Angka, misalnya 7,72 dari 10"),
    ScoreScale.PERCENT: _l("Persen, misalnya 87,5%"),
}
MOST_COMPONENTS = 20
TOO_LARGE = 10**12


class PeriodForm(FlaskForm):
    """A period as typed; components stand one on a line, each with its weight after a semicolon if it has one."""

    name = Text(_l("Nama periode"), needed=_l("Tulis nama periode, misalnya Januari–September 2024."), most=120)
    code = Text(_l("Kode"), needed=_l("Tulis kode, misalnya 2024-09."), most=40)
    starts_on = Day(_l("Dari tanggal"), validators=[InputRequired(_l("Tulis tanggal awal."))])
    ends_on = Day(_l("Sampai tanggal"), validators=[InputRequired(_l("Tulis tanggal akhir."))])
    scale = Radio(_l("Skala"), choices=options(SCALES, SCALES), default=ScoreScale.POINTS.value)
    maximum = Text(_l("Skor tertinggi"), needed=_l("Tulis skor tertinggi, misalnya 10."), most=12, default="10")
    decimals = Whole(_l("Angka di belakang koma"), validators=[InputRequired(_l("Tulis 0 sampai 4."))], default=2)
    components = LongText(_l("Komponen (bila ada)"), most=3000)

    bands = LongText(_l("Warna (bila ada)"), most=1000)

    def validate_maximum(self, field: Field) -> None:
        if _number(field.data) is None:
            raise ValidationError(_("Bukan angka. Tulis misalnya 10 atau 100."))

    def validate_components(self, field: Field) -> None:
        lines = self._component_lines()
        if len(lines) > MOST_COMPONENTS:
            raise ValidationError(_("Paling banyak %(number)d komponen.", number=MOST_COMPONENTS))
        for name, weight in lines:
            if weight and _number(weight) is None:
                raise ValidationError(_("Bobot “%(weight)s” pada %(name)s bukan angka.", weight=weight, name=name))

    def validate_bands(self, field: Field) -> None:
        for name, minimum in _lines(self.bands.data):
            if _number(minimum) is None:
                raise ValidationError(_("Tulis skor terendah warna %(name)s sesudah titik koma.", name=name))

    def draft(self) -> PeriodDraft:
        said: dict[str, Any] = self.data
        return PeriodDraft(
            **{name: said[name] for name in ("code", "name", "starts_on", "ends_on", "decimals")},
            scale=ScoreScale(said["scale"]),
            maximum=_number(said["maximum"]) or Decimal(0),
            components=tuple(ComponentDraft(name[:120], _number(weight)) for name, weight in self._component_lines()),
            bands=tuple(BandDraft(name[:120], _number(minimum)) for name, minimum in _lines(self.bands.data)),
        )

    def _component_lines(self) -> list[tuple[str, str]]:
        return _lines(self.components.data)

    def refuse(self, refusal: PeriodNotSound) -> None:
        """Each problem at its own field."""
        fields = {
            "code_malformed": self.code,
            "ends_before_start": self.ends_on,
            "maximum_out_of_range": self.maximum,
            "decimals_out_of_range": self.decimals,
            **dict.fromkeys(("band_unnamed", "band_doubled", "band_out_of_range"), self.bands),
        }
        for problem in refusal.facts["problems"]:  # type: ignore[attr-defined]  # facts are what the rule put there
            refuse(fields.get(problem, self.components), PeriodNotSound(problems=(problem,)))


def _lines(text: str | None) -> list[tuple[str, str]]:
    """Name and number of each line, parted by a semicolon."""
    lines = (line.partition(";") for line in (text or "").splitlines() if line.strip())
    return [(name.strip(), number.strip()) for name, _sign, number in lines]


def _number(text: str | None) -> Decimal | None:
    """A plain number with comma or point, up to four decimals."""
    try:
        value = Decimal((text or "").replace(",", ".").removesuffix("%").strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < TOO_LARGE and value == round(value, 4) else None

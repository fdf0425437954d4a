"""The forms of the policy and of a decision by hand."""

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, IntegerField, SelectMultipleField, ValidationError
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from plm.eligibility.rules import ManualKind, Policy, PolicyNotSound
from plm.libraries.rules import LibraryKind
from plm.web.committee.library_forms import KINDS
from plm.web.forms import Choice, LongText, Radio, Text, Whole, Within, options, refuse
from plm.wording import decimal

if TYPE_CHECKING:
    from plm.eligibility.tables import EligibilityPolicy
    from plm.kpi.tables import KpiPeriod

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


class PolicyForm(FlaskForm):
    """The policy as typed; each lowest score may be empty."""

    period = Choice(_l("Periode skor"))
    kinds = Checkboxes(_l("Jenis yang diundang"), choices=options(KINDS, KINDS))
    village = Text(_l("Perpustakaan desa/kelurahan"), most=20)
    tbm = Text(_l("Taman bacaan masyarakat"), most=20)
    regency = Text(_l("Perpustakaan kabupaten/kota"), most=20)
    province = Text(_l("Perpustakaan provinsi"), most=20)
    best_per_regency = Whole(
        _l("Jumlah terbaik tiap kabupaten/kota"),
        validators=[Optional(), Within(1, 10_000, too_small=_l("Tulis bilangan bulat mulai dari 1."))],
    )

    def _check_number(self, field: Field) -> None:
        if field.data and parse_decimal(field.data) is None:
            raise ValidationError(_("Tulis skor sebagai angka, misalnya 6,0."))

    validate_village = validate_tbm = validate_regency = validate_province = _check_number

    def offer(self, periods: "list[KpiPeriod]") -> None:
        self.period.choices = [(str(period.id), period.name) for period in periods]
        self._highest = {str(period.id): period.maximum for period in periods}

    def policy(self) -> Policy:
        """What was typed as a policy; raises PolicyNotSound."""
        typed = {kind: parse_decimal(self[kind.value].data or "") for kind in LibraryKind}
        return Policy(
            kinds=frozenset(LibraryKind(word) for word in self.kinds.data or ()),
            minimum={kind: lowest for kind, lowest in typed.items() if lowest is not None},
            best_per_regency=self.best_per_regency.data,
        )

    def refuse(self, refusal: PolicyNotSound) -> None:
        """Show a refusal at the field it is about."""
        fields = {field.name: field for field in self}
        if refusal.facts.get("maximum") is None:
            refusal = PolicyNotSound(**{**refusal.facts, "maximum": self._highest.get(self.period.data)})
        refuse(fields.get(str(refusal.facts["part"]), self.period), refusal)


def policy_form(kept: "EligibilityPolicy | None") -> PolicyForm:
    """The form filled with the policy that stands, or empty with every kind; posted values win."""
    if kept is None:
        return PolicyForm(kinds=[kind.value for kind in LibraryKind])
    policy = Policy.from_document(kept.terms)
    lowest = {kind.value: decimal(score, None if score * 10 % 1 else 1) for kind, score in policy.minimum.items()}
    return PolicyForm(
        period=str(kept.period_id),
        kinds=[kind.value for kind in policy.kinds],
        best_per_regency=policy.best_per_regency,
        **lowest,
    )


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

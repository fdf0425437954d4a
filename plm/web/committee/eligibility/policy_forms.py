"""The form of the policy: every part optional, with fields for what the periods define."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, ValidationError
from wtforms.validators import Optional

from plm.eligibility.queries import edition_of
from plm.eligibility.rules import (
    COMPETING_KINDS,
    COMPONENT_TIE,
    Consistency,
    FillRule,
    Policy,
    PolicyNotSound,
    Provinces,
    TieBreaker,
    Waves,
)
from plm.libraries.rules import LibraryKind
from plm.web.committee.eligibility.forms import Checkboxes, parse_decimal
from plm.web.committee.library_forms import KINDS
from plm.web.forms import Choice, Several, Text, Whole, Within, options, refuse
from plm.wording import decimal

if TYPE_CHECKING:
    from plm.eligibility.tables import EligibilityPolicy
    from plm.kpi.tables import KpiBand, KpiComponent, KpiPeriod
    from plm.libraries.tables import Region

FILLS = {
    FillRule.NOBODY: _l("Dibiarkan kosong"),
    FillRule.BY_SCORE: _l("Skor tertinggi lebih dulu"),
    FillRule.IN_ROUNDS: _l("Bergiliran, satu lagi untuk tiap kabupaten/kota"),
}
TIES = {
    TieBreaker.PREVIOUS_SCORE: _l("Skor periode sebelumnya"),
    TieBreaker.CONSISTENCY: _l("Jumlah periode yang mencapai skor"),
}
TIE_FIELDS = ("tie_1", "tie_2", "tie_3")
WAVES = range(1, 10)
MOST_PEOPLE = 20
_POSITIVE = _l("Tulis bilangan bulat mulai dari 1.")


def _number(form: Any, field: Field) -> None:
    if field.data and parse_decimal(field.data) is None:
        raise ValidationError(_("Tulis skor sebagai angka, misalnya 6,0."))


def _score(label: Any) -> Text:
    return Text(label, most=20, validators=[_number])


def _count(label: Any, most: int = 100_000) -> Whole:
    return Whole(label, validators=[Optional(), Within(1, most, too_small=_POSITIVE)])


class PolicyForm(FlaskForm):
    """The policy as typed; whatever is empty is no part of it. `policy_form` adds components and provinces."""

    seen = HiddenField(default="")
    period = Choice(_l("Periode skor"))
    kinds = Checkboxes(_l("Jenis yang diundang"), choices=options(KINDS, KINDS))
    village = _score(_l("Perpustakaan desa/kelurahan"))
    tbm = _score(_l("Taman bacaan masyarakat"))
    regency = _score(_l("Perpustakaan kabupaten/kota"))
    province = _score(_l("Perpustakaan provinsi"))
    judged = Several(_l("Berlaku untuk"), choices=options(KINDS, KINDS))
    band = Choice(_l("Warna paling rendah"), default="")
    consistency_minimum = _score(_l("Skor yang harus tercapai"))
    consistency_times = _count(_l("Pada sedikitnya … periode"), most=12)
    consistency_of = _count(_l("Dari … periode terakhir"), most=12)
    best_per_regency = _count(_l("Jumlah terbaik tiap kabupaten/kota"), most=10_000)
    province_guarantee = _count(_l("Jaminan tiap provinsi"))
    province_cap = _count(_l("Paling banyak tiap provinsi"))
    capacity_village = _count(_l("Perpustakaan desa/kelurahan"))
    capacity_tbm = _count(_l("Taman bacaan masyarakat"))
    capacity_regency = _count(_l("Perpustakaan kabupaten/kota"))
    capacity_province = _count(_l("Perpustakaan provinsi"))
    delegation_village = _count(_l("Perpustakaan desa/kelurahan"), most=MOST_PEOPLE)
    delegation_tbm = _count(_l("Taman bacaan masyarakat"), most=MOST_PEOPLE)
    delegation_regency = _count(_l("Perpustakaan kabupaten/kota"), most=MOST_PEOPLE)
    delegation_province = _count(_l("Perpustakaan provinsi"), most=MOST_PEOPLE)
    fill = Choice(_l("Kursi desa dan TBM yang tersisa"), choices=options(FILLS, FILLS), default=FillRule.NOBODY.value)
    office_follows = BooleanField(_l("Dinas kabupaten/kota ikut bila ada perpustakaan di wilayahnya yang diundang"))
    tie_1 = Choice(_l("Pertama"), default="")
    tie_2 = Choice(_l("Kedua"), default="")
    tie_3 = Choice(_l("Ketiga"), default="")
    invited_waves = Several(_l("Gelombang yang diundang"), choices=[(str(wave), str(wave)) for wave in WAVES])

    components: Mapping[str, str] = {}
    band_names: Mapping[str, str] = {}
    province_codes: tuple[str, ...] = ()

    def offer(self, periods: "list[KpiPeriod]") -> None:
        self.period.choices = [(str(period.id), period.name) for period in periods]
        self._highest = {str(period.id): period.maximum for period in periods}
        self.band.choices = [("", _("Tanpa syarat warna")), *self.band_names.items()]
        ties = [
            *options(TIES, TIES),
            *((f"{COMPONENT_TIE}{code}", name) for code, name in self.components.items()),
        ]
        for name in TIE_FIELDS:
            self[name].choices = [("", _("Kode wilayah yang lebih kecil")), *ties]

    @property
    def component_fields(self) -> list[Field]:
        return [self[component_field(code)] for code in self.components]

    @property
    def wave_fields(self) -> list[Field]:
        return [self[wave_field(code)] for code in self.province_codes]

    def policy(self) -> Policy:
        """What was typed as a policy; raises PolicyNotSound."""
        components = _typed({code: self[component_field(code)] for code in self.components})
        consistency = self._consistency()
        band = self.band.data or None
        judged = self.judged.data or () if band or components or consistency else COMPETING_KINDS
        return Policy(
            kinds=frozenset(LibraryKind(word) for word in self.kinds.data or ()),
            minimum=_typed({kind: self[kind.value] for kind in LibraryKind}),
            best_per_regency=self.best_per_regency.data,
            judged=frozenset(LibraryKind(word) for word in judged),
            band=band,
            components=components,
            consistency=consistency,
            provinces=Provinces(self.province_cap.data, self.province_guarantee.data),
            capacity=self._of_each_kind("capacity"),
            delegation=self._of_each_kind("delegation"),
            fill=FillRule(self.fill.data),
            waves=self._waves(),
            office_follows=self.office_follows.data,
            tie_breakers=tuple(dict.fromkeys(word for name in TIE_FIELDS if (word := self[name].data))),
        )

    def _of_each_kind(self, part: str) -> dict[LibraryKind, int]:
        return {kind: count for kind in LibraryKind if (count := self[f"{part}_{kind.value}"].data) is not None}

    def _consistency(self) -> Consistency | None:
        lowest = parse_decimal(self.consistency_minimum.data or "")
        if lowest is None and self.consistency_times.data is None and self.consistency_of.data is None:
            return None
        # Two periods of two are what a single number most likely means; a missing score asks for presence only.
        of = self.consistency_of.data or max(2, self.consistency_times.data or 0)
        return Consistency(lowest or Decimal(0), self.consistency_times.data or of, of)

    def _waves(self) -> Waves | None:
        of_province = {code: wave for code in self.province_codes if (wave := self[wave_field(code)].data) is not None}
        if not of_province and not self.invited_waves.data:
            return None
        return Waves(of_province, frozenset(int(word) for word in self.invited_waves.data or ()))

    def refuse(self, refusal: PolicyNotSound) -> None:
        """Show a refusal at the field it is about."""
        fields = {field.name: field for field in self}
        if refusal.facts.get("maximum") is None:
            refusal = PolicyNotSound(**{**refusal.facts, "maximum": self._highest.get(self.period.data)})
        part = str(refusal.facts["part"])
        refuse(fields.get(component_field(part.removeprefix("component_")), fields.get(part, self.period)), refusal)


def component_field(code: str) -> str:
    """The field of a component; codes have dashes, names of fields do not."""
    return f"component_{re.sub('[^a-z0-9]', '_', code)}"


def wave_field(province_code: str) -> str:
    return f"wave_{province_code}"


def policy_form(
    kept: "EligibilityPolicy | None",
    components: "Iterable[KpiComponent]",
    bands: "Iterable[KpiBand]",
    provinces: "Iterable[Region]",
) -> PolicyForm:
    """The form filled with the policy that stands, or empty with every kind; posted values win."""
    named = {component.code: component.name for component in components}
    codes = {region.code: region.name for region in provinces}
    fields: dict[str, Any] = {component_field(code): _score(name) for code, name in named.items()}
    fields |= {
        wave_field(code): Whole(name, validators=[Optional(), Within(1, max(WAVES), too_small=_POSITIVE)])
        for code, name in codes.items()
    }
    fields["components"] = named
    fields["band_names"] = {band.code: band.name for band in bands}
    fields["province_codes"] = tuple(codes)
    made = type("FullPolicyForm", (PolicyForm,), fields)
    policy = Policy.from_document(kept.terms) if kept else Policy()
    form: PolicyForm = made(
        **({"period": str(kept.period_id), "seen": edition_of(kept)} if kept else {}), **_values(policy)
    )
    return form


def _values(policy: Policy) -> dict[str, Any]:
    """What the fields show of a policy."""
    values: dict[str, Any] = {
        "kinds": [kind.value for kind in policy.kinds],
        "best_per_regency": policy.best_per_regency,
        "judged": [kind.value for kind in policy.judged or COMPETING_KINDS],
        "province_guarantee": policy.provinces.guarantee,
        "province_cap": policy.provinces.cap,
        "band": policy.band or "",
        "fill": policy.fill.value,
        "office_follows": policy.office_follows,
        **{kind.value: _shown(lowest) for kind, lowest in policy.minimum.items()},
        **{component_field(code): _shown(lowest) for code, lowest in policy.components.items()},
        **{f"capacity_{kind.value}": seats for kind, seats in policy.capacity.items()},
        **{f"delegation_{kind.value}": people for kind, people in policy.delegation.items()},
        **dict(zip(TIE_FIELDS, policy.tie_breakers, strict=False)),
    }
    if steady := policy.consistency:
        values |= {"consistency_minimum": _shown(steady.minimum)}
        values |= {"consistency_times": steady.times, "consistency_of": steady.of}
    if waves := policy.waves:
        values |= {wave_field(code): wave for code, wave in waves.of_province.items()}
        values["invited_waves"] = [str(wave) for wave in sorted(waves.invited)]
    return values


def _typed(fields: Mapping[Any, Field]) -> dict[Any, Decimal]:
    typed = {key: parse_decimal(field.data or "") for key, field in fields.items()}
    return {key: lowest for key, lowest in typed.items() if lowest is not None}


def _shown(lowest: Decimal) -> str:
    return decimal(lowest, None if lowest * 10 % 1 else 1)

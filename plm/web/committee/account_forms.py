"""The forms of accounts and their rights."""

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, ValidationError
from wtforms.validators import Length, Optional

from plm.accounts.rules import SHORTEST_PASSWORD, Grant, Role, Scope
from plm.libraries.rules import is_mail_address, parse_region_code
from plm.web.forms import Choice, Radio, Text, options

if TYPE_CHECKING:
    from plm.events.tables import Event

ROLES = {
    Role.COMMITTEE: _l("Panitia: melihat dan mengubah"),
    Role.DESK: _l("Meja daftar ulang: memindai tiket saja"),
    Role.AUDITOR: _l("Pengawas: melihat saja"),
    Role.CARE: _l("Petugas kesehatan: melihat, termasuk kesehatan dan kebutuhan khusus"),
    Role.TREASURER: _l("Bendahara: melihat, termasuk rekening bank"),
}
SCOPES = {
    Scope.NATIONAL: _l("Seluruh Indonesia"),
    Scope.PROVINCE: _l("Satu provinsi"),
    Scope.REGENCY: _l("Satu kabupaten/kota"),
    Scope.EVENT: _l("Satu acara"),
}
REGIONAL = (Scope.PROVINCE.value, Scope.REGENCY.value)


class GrantForm(FlaskForm):
    """A role within a scope; what the scope does not need is not asked for."""

    role = Radio(_l("Peran"), choices=options(ROLES, ROLES), default=Role.COMMITTEE.value)
    scope = Radio(_l("Cakupan"), choices=options(SCOPES, SCOPES), default=Scope.EVENT.value)
    region_code = Text(_l("Kode wilayah"), most=20)
    event = Choice(_l("Acara"))

    def offer(self, events: "list[Event]") -> None:
        self.event.choices = [("", _("Pilih acara")), *((str(event.id), event.name) for event in events)]

    def validate(self, extra_validators: Any = None) -> bool:
        """The region is asked for by the scope, so it cannot be a field's own need."""
        sound = bool(super().validate(extra_validators))
        if self.scope.data not in REGIONAL or parse_region_code(self.region_code.data or ""):
            return sound
        self.region_code.errors = [_("Tulis kode wilayah: provinsi seperti 62, kabupaten/kota seperti 62.13.")]
        return False

    def validate_event(self, field: Field) -> None:
        if self.scope.data == Scope.EVENT.value and not field.data:
            raise ValidationError(_("Pilih acaranya."))

    def grant(self) -> Grant:
        scope = Scope(self.scope.data)
        return Grant(
            Role(self.role.data),
            scope,
            region_code=parse_region_code(self.region_code.data or "") if scope.value in REGIONAL else None,
            event_id=int(self.event.data) if scope is Scope.EVENT else None,
        )


class AccountForm(GrantForm):
    """A person and the first right."""

    name = Text(_l("Nama"), needed=_l("Tulis nama orangnya."))
    email = Text(_l("Surel"), needed=_l("Tulis alamat surelnya."), most=254)
    password = PasswordField(
        _l("Kata sandi awal (boleh kosong)"),
        validators=[
            Optional(),
            Length(SHORTEST_PASSWORD, 200, _l("Paling sedikit %(min)d huruf atau angka.")),
        ],
    )

    def validate_email(self, field: Any) -> None:
        if field.data and not is_mail_address(field.data):
            raise ValidationError(_("Surel tidak lengkap. Tulis seperti nama@contoh.id."))

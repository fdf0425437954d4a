"""The form of one person in a delegation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional

from plm.libraries.rules import LibraryKind
from plm.registration.rules import COMPANION_POSITION, CostBearer, PersonDetails, shown_phone
from plm.web.forms import Mail, Phone, Radio, Text, options
from plm.web.public.kept import KeptForm

if TYPE_CHECKING:
    from plm.registration.tables import Participant

OTHER = "lain"
BEARERS = {CostBearer.AGENCY: _l("Instansi sendiri"), CostBearer.SELF: _l("Biaya sendiri")}
Position = tuple[str, Any]
_OFFICE = (("Kepala dinas", _l("Kepala dinas")), ("Pustakawan", _l("Pustakawan")))
_COMPANION = ((COMPANION_POSITION, _l("Pendamping")),)
POSITIONS: dict[LibraryKind, tuple[Position, ...]] = {
    LibraryKind.PROVINCE: (*_OFFICE, *_COMPANION),
    LibraryKind.REGENCY: (*_OFFICE, *_COMPANION),
    LibraryKind.VILLAGE: (
        ("Pengelola perpustakaan", _l("Pengelola perpustakaan")),
        ("Kepala desa", _l("Kepala desa")),
        *_COMPANION,
    ),
    LibraryKind.TBM: (("Pengelola TBM", _l("Pengelola TBM")), *_COMPANION),
}


class ParticipantForm(KeptForm):
    """One person; `later` saves a draft that may lack what is not known yet."""

    title_prefix = Text(_l("Gelar depan (bila ada)"), most=60)
    name = Text(_l("Nama"), needed=_l("Tulis nama peserta. Satu kata pun boleh."))
    title_suffix = Text(_l("Gelar belakang (bila ada)"), most=100)
    phone = Phone(_l("Nomor WhatsApp"), most=40)
    email = Mail(_l("Surel (bila ada)"), most=254)
    nip = Text(_l("NIP (bila ada)"), most=30)
    position = Radio(_l("Jabatan di perpustakaan"), choices=[], validators=[Optional()])
    other_position = Text(_l("Jabatan lain"), most=120)
    cost_bearer = Radio(_l("Biaya ditanggung"), choices=options(BEARERS, BEARERS), default=CostBearer.AGENCY.value)

    def offer(self, positions: Iterable[Position]) -> None:
        """Show the positions of this kind of library, and one to write oneself."""
        self.position.choices = [*positions, (OTHER, _l("Jabatan lain"))]

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        if not self.later:
            sound = self._has(self.phone, _("Tulis nomor WhatsApp peserta.")) and sound
            sound = self._has(self.position, _("Pilih jabatan.")) and sound
            if self.position.data == OTHER:
                sound = self._has(self.other_position, _("Tulis jabatannya.")) and sound
        return bool(sound)

    @property
    def bearer(self) -> CostBearer:
        """Who pays: asked only about those who come beyond the invited seats."""
        asked = self._fields.get("cost_bearer")
        return CostBearer(asked.data) if asked else CostBearer.ORGANISER

    def details(self) -> PersonDetails:
        """What was typed, the number as `+62…`."""
        chosen = self.position.data or ""
        return PersonDetails(
            title_prefix=self.title_prefix.data or "",
            name=self.name.data or "",
            title_suffix=self.title_suffix.data or "",
            phone=self.phone.stored,
            email=self.email.data or "",
            nip=self.nip.data or "",
            position=(self.other_position.data or "") if chosen == OTHER else chosen,
        )

    @staticmethod
    def _has(field: Any, complaint: str) -> bool:
        if not field.data and not field.errors:
            field.errors = [complaint]
        return not field.errors


def typed_before(person: Participant | None, positions: Iterable[Position]) -> dict[str, str]:
    """What the form shows of a person who is in the draft already."""
    if person is None:
        return {}
    known = person.position in {value for value, _label in positions}
    return {
        "title_prefix": person.title_prefix,
        "name": person.name,
        "title_suffix": person.title_suffix,
        "phone": shown_phone(person.phone),
        "email": person.email,
        "nip": person.nip,
        "position": person.position if known else OTHER if person.position else "",
        "other_position": "" if known else person.position,
        **({"cost_bearer": person.cost_bearer.value} if person.cost_bearer in BEARERS else {}),
    }

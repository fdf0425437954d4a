"""The form for one library; its region is a code, or one picked from a search that works without a script."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, ValidationError

from plm.libraries.actions import LibraryDraft
from plm.libraries.rules import (
    LEVEL_OF_KIND,
    LibraryKind,
    LibraryTaken,
    NppTaken,
    PartnershipType,
    RegionLevel,
    RegionLevelWrong,
    RegionUnknown,
    fold_name,
    is_mail_address,
    parse_phone,
    parse_region_code,
)
from plm.web.forms import Choice, Radio, Text, options, refuse

KINDS = {
    LibraryKind.VILLAGE: _l("Perpustakaan desa/kelurahan"),
    LibraryKind.TBM: _l("Taman bacaan masyarakat"),
    LibraryKind.REGENCY: _l("Perpustakaan kabupaten/kota"),
    LibraryKind.PROVINCE: _l("Perpustakaan provinsi"),
}
PARTNERSHIPS = {
    PartnershipType.FULL_SUPPORT: _l("Dukungan penuh"),
    PartnershipType.BOOK_SUPPORT: _l("Bantuan buku bermutu"),
    PartnershipType.SELF_FUNDED: _l("Replikasi mandiri"),
}


class LibraryForm(FlaskForm):
    """A library as typed."""

    kind = Radio(_l("Jenis"), choices=options(KINDS, KINDS), default=LibraryKind.VILLAGE.value)
    name = Text(_l("Nama perpustakaan"), needed=_l("Tulis nama perpustakaan."))
    region_code = Text(_l("Kode wilayah"), most=20)
    place = Text(_l("Cari nama wilayah"), most=120)
    npp = Text(_l("NPP (bila ada)"), most=40)
    partnership = Choice(
        _l("Kemitraan"), choices=[("", _l("Belum diketahui")), *options(PARTNERSHIPS, PARTNERSHIPS)], default=""
    )
    contact_name = Text(_l("Nama kontak (bila ada)"))
    phone = Text(_l("Nomor telepon (bila ada)"), most=40)
    email = Text(_l("Surel (bila ada)"), most=254)

    def validate_name(self, field: Field) -> None:
        if not fold_name(field.data):
            raise ValidationError(_("Nama memerlukan huruf atau angka."))

    def validate_phone(self, field: Field) -> None:
        if field.data and not parse_phone(field.data):
            raise ValidationError(_("Nomor tidak lengkap. Tulis seperti 0812 3456 7890."))

    def validate_email(self, field: Field) -> None:
        if field.data and not is_mail_address(field.data):
            raise ValidationError(_("Surel tidak lengkap. Tulis seperti nama@contoh.id."))

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields by themselves, and a region picked or typed."""
        sound = bool(super().validate(extra_validators))
        if self.code:
            return sound
        self.region_code.errors = [*self.region_code.errors, self._what_the_region_lacks()]
        return False

    def _what_the_region_lacks(self) -> str:
        if self.region_code.data:
            return str(_("Bukan kode wilayah. Tulis seperti 62.13.08.2008, atau cari namanya."))
        if self.place.data:
            return str(_("Pilih satu wilayah dari hasil pencarian, atau tulis kodenya."))
        return str(_("Tulis kode wilayah, atau cari namanya."))

    @property
    def asks_for_region(self) -> bool:
        """The search button was pressed, not the main one."""
        return request.form.get("tombol") == "cari"

    @property
    def picked(self) -> str:
        """The code picked from the search."""
        return request.form.get("pilihan", "")

    @property
    def code(self) -> str | None:
        """The region meant: the one picked, or the one typed."""
        return parse_region_code(self.picked or self.region_code.data or "")

    @property
    def level(self) -> RegionLevel:
        """Where a library of the chosen kind stands; a village while none is chosen."""
        known = {kind.value: level for kind, level in LEVEL_OF_KIND.items()}
        return known.get(self.kind.data or "", RegionLevel.VILLAGE)

    def draft(self, code: str) -> LibraryDraft:
        said: dict[str, Any] = self.data
        return LibraryDraft(
            kind=LibraryKind(said["kind"]),
            name=said["name"],
            region_code=code,
            npp=said["npp"] or "",
            partnership=PartnershipType(said["partnership"]) if said["partnership"] else None,
            contact_name=said["contact_name"] or "",
            phone=parse_phone(said["phone"] or "") or "",
            email=said["email"] or "",
        )

    def refuse(self, refusal: Any) -> None:
        """Show a refusal at the field that can put it right."""
        fields = {RegionUnknown: self.region_code, RegionLevelWrong: self.region_code, NppTaken: self.npp}
        refuse(fields.get(type(refusal), self.name), refusal)


REFUSALS = (RegionUnknown, RegionLevelWrong, LibraryTaken, NppTaken)

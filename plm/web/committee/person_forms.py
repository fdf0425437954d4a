"""The forms of one person: what is known about anybody, and what else is asked of who comes without a library."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from plm.registration.rules import CostBearer, DocumentState, EventRole, PersonDetails
from plm.web.forms import Mail, Phone, Radio, Several, Text, options

ROLE_LABELS = {
    EventRole.PARTICIPANT: _l("Peserta"),
    EventRole.COMPANION: _l("Pendamping"),
    EventRole.SPEAKER: _l("Narasumber"),
    EventRole.MODERATOR: _l("Moderator"),
    EventRole.FACILITATOR: _l("Fasilitator"),
    EventRole.PANELIST: _l("Panelis"),
    EventRole.COMMITTEE: _l("Panitia"),
    EventRole.GUEST: _l("Undangan"),
    EventRole.JUROR: _l("Juri"),
}
COST_LABELS = {
    CostBearer.ORGANISER: _l("Penyelenggara"),
    CostBearer.AGENCY: _l("Instansi sendiri"),
    CostBearer.SELF: _l("Biaya sendiri"),
}
LETTER_LABELS = {
    DocumentState.PENDING: _l("Menunggu"),
    DocumentState.RECEIVED: _l("Diterima"),
    DocumentState.REJECTED: _l("Ditolak"),
    DocumentState.WAIVED: _l("Dibebaskan"),
}


class DetailsForm(FlaskForm):
    """Who it is and how to reach them."""

    title_prefix = Text(_l("Gelar depan (bila ada)"), most=60)
    name = Text(_l("Nama"), needed=_l("Tulis namanya. Satu kata pun boleh."))
    title_suffix = Text(_l("Gelar belakang (bila ada)"), most=100)
    institution = Text(_l("Lembaga"), needed=_l("Tulis lembaganya."), most=250)
    position = Text(_l("Jabatan (bila ada)"), most=120)
    phone = Phone(_l("Nomor WhatsApp (bila ada)"), most=40)
    email = Mail(_l("Surel (bila ada)"), most=254)
    nip = Text(_l("NIP (bila ada)"), most=30)

    def details(self) -> PersonDetails:
        """What was typed, the number as `+62…`."""
        return PersonDetails(
            title_prefix=self.title_prefix.data or "",
            name=self.name.data or "",
            title_suffix=self.title_suffix.data or "",
            phone=self.phone.stored,
            email=self.email.data or "",
            nip=self.nip.data or "",
            position=self.position.data or "",
        )


DETAIL_LABELS = {
    "title_prefix": _l("Gelar depan"),
    "name": _l("Nama"),
    "title_suffix": _l("Gelar belakang"),
    "phone": _l("WhatsApp"),
    "email": _l("Surel"),
    "nip": _l("NIP"),
    "position": _l("Jabatan"),
}


class PersonForm(DetailsForm):
    """Somebody who comes without a library."""

    roles = Several(_l("Peran"), choices=options(EventRole, ROLE_LABELS))
    cost_bearer = Radio(_l("Biaya ditanggung"), choices=options(CostBearer, COST_LABELS))

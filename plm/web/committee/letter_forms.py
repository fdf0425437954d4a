"""The form of invitation letters."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, ValidationError
from wtforms.validators import InputRequired

from plm.clock import now
from plm.letters.rules import LetterWords, LineNotPaired, lines_of, pairs_of
from plm.web.forms import Day, LongText, Text
from plm.web.guards import this_event
from plm.wording import local_day, refusal_sentence

OPENING = (
    "Dalam rangka program Transformasi Perpustakaan Berbasis Inklusi Sosial (TPBIS), kami mengundang perpustakaan "
    "Saudara mengikuti kegiatan berikut."
)
CLOSING = "Demikian undangan ini kami sampaikan. Atas perhatian dan kehadiran Saudara, kami ucapkan terima kasih."
COSTS = "Akomodasi dan konsumsi = ditanggung penyelenggara\nTransportasi = ditanggung instansi masing-masing"
PLAIN = (
    *("number", "attachment", "subject", "place", "opening", "closing"),
    *("signer_position", "signer_name", "signer_nip"),
)
LISTS = ("letterhead", "address", "copies")
PAIRS = {"costs": "=", "contacts": ","}
SHOWN_PAIRS = {"costs": " = ", "contacts": ", "}


def _paired(mark: str) -> Any:
    def check(form: Any, field: Field) -> None:
        try:
            pairs_of(field.data or "", mark)
        except LineNotPaired as refusal:
            raise ValidationError(refusal_sentence(refusal)) from refusal

    return check


class PairedLines(LongText):
    """One pair a line."""

    def __init__(self, label: Any, mark: str, **options: Any) -> None:
        super().__init__(label, most=2000, **options)
        self.validators = [*self.validators, _paired(mark)]


class LetterForm(FlaskForm):
    """Everything that stands in the letters."""

    letterhead = LongText(_l("Kop surat"), needed=_l("Tulis nama instansinya, satu baris tiap tingkat."), most=400)
    address = LongText(_l("Alamat pada kop"), most=400)
    logo = FileField(_l("Lambang pada kop (JPEG atau PNG)"))
    no_logo = BooleanField(_l("Tanpa lambang"))
    number = Text(_l("Nomor surat"), needed=_l("Tulis nomor suratnya."), most=120)
    attachment = Text(_l("Lampiran"), most=80)
    subject = Text(_l("Hal"), needed=_l("Tulis hal suratnya, misalnya Undangan PLM Nasional."), most=200)
    place = Text(_l("Tempat surat"), needed=_l("Tulis nama kotanya."), most=80)
    dated_on = Day(_l("Tanggal surat"), validators=[InputRequired(_l("Tulis tanggalnya."))])
    opening = LongText(_l("Pembuka"), needed=_l("Tulis kalimat pembukanya."), most=2000)
    costs = PairedLines(_l("Siapa menanggung apa"), "=")
    contacts = PairedLines(_l("Narahubung"), ",")
    closing = LongText(_l("Penutup"), needed=_l("Tulis kalimat penutupnya."), most=2000)
    signer_position = Text(_l("Jabatan penanda tangan"), needed=_l("Tulis jabatannya."), most=250)
    signer_name = Text(_l("Nama penanda tangan"), needed=_l("Tulis nama dengan gelarnya."))
    signer_nip = Text(_l("NIP penanda tangan"), most=30)
    copies = LongText(_l("Tembusan"), most=1000)

    def words(self) -> LetterWords:
        """What was typed."""
        assert self.dated_on.data is not None
        return LetterWords.from_document(
            {
                **{name: getattr(self, name).data or "" for name in PLAIN},
                **{name: lines_of(getattr(self, name).data or "") for name in LISTS},
                **{name: pairs_of(getattr(self, name).data or "", mark) for name, mark in PAIRS.items()},
                "dated_on": self.dated_on.data.isoformat(),
            }
        )


def shown(kept: LetterWords) -> dict[str, Any]:
    """What the fields show of a wording."""
    return {
        **vars(kept),
        **{name: "\n".join(getattr(kept, name)) for name in LISTS},
        **{name: "\n".join(mark.join(pair) for pair in getattr(kept, name)) for name, mark in SHOWN_PAIRS.items()},
    }


def usual() -> dict[str, Any]:
    """What a first letter of the event would say."""
    event = this_event()
    contact = f"{event.contact_name}, {event.contact_phone}" if event.contact_name and event.contact_phone else ""
    return {
        "letterhead": event.organiser,
        "subject": f"Undangan {event.name}",
        "dated_on": local_day(now(), event.zone),
        "opening": OPENING,
        "closing": CLOSING,
        "costs": COSTS,
        "contacts": contact,
    }

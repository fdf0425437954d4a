"""What stands at each place of a template for one certificate."""

from datetime import date

from plm.adapters.engine import Sheet
from plm.adapters.pdf import date_range
from plm.certificates.rules import EarnedRole, Identity, Paper
from plm.events.rules import EventMode
from plm.wording import grouped_code

# Certificates are Indonesian, whoever prints them.
ROLES = {
    EarnedRole.PARTICIPANT: "Peserta",
    EarnedRole.COMPANION: "Pendamping",
    EarnedRole.SPEAKER: "Narasumber",
    EarnedRole.MODERATOR: "Moderator",
    EarnedRole.FACILITATOR: "Fasilitator",
    EarnedRole.PANELIST: "Panelis",
    EarnedRole.COMMITTEE: "Panitia",
    EarnedRole.JUROR: "Juri",
    EarnedRole.GUEST: "Tamu Undangan",
    EarnedRole.WINNER: "Pemenang",
}


def sheet_of(paper: Paper, *, public_url: str, statement: str) -> Sheet:
    """The values, and the address that checks the certificate as the text of its QR code."""
    values = values_of(paper, public_url=public_url, statement=statement)
    return Sheet(values, qr=check_url(public_url, paper.code))


def check_url(public_url: str, code: str) -> str:
    """In capitals: a QR code of capitals and digits alone is smaller, and the route takes both."""
    return f"{public_url}/v/{code}".upper()


def values_of(paper: Paper, *, public_url: str, statement: str) -> dict[str, str]:
    """Each place and its text; what a certificate does not have is empty."""
    identity = paper.identity
    return {
        "nama": identity.name,
        "nip": f"NIP {identity.nip}" if identity.nip else "",
        "lembaga": identity.institution,
        "nomor": paper.number,
        "peran": ROLES[paper.role],
        "penghargaan": identity.award,
        "acara": identity.event,
        "tanggal": date_range(identity.starts_on, identity.ends_on),
        "tempat": _place(identity),
        "jp": _hours(identity),
        "uraian": _deed(identity),
        "penyelenggara": identity.organiser,
        "tempat_ttd": identity.signed_at_place,
        "tanggal_ttd": _day(identity.signed_on),
        "jabatan_ttd": identity.signatory_position,
        "nama_ttd": identity.signatory_name,
        "kode": grouped_code(paper.code),
        "alamat_periksa": f"{public_url.partition('://')[2]}/v",
        "pernyataan": statement,
    }


def _place(identity: Identity) -> str:
    return "daring" if identity.mode is EventMode.ONLINE else identity.place


def _hours(identity: Identity) -> str:
    return f"{identity.learning_hours} jam pelajaran" if identity.learning_hours else ""


def _deed(identity: Identity) -> str:
    """`pada PLM Nasional 2024, di Prime Plaza Sanur, Bali, 6–8 November 2024, setara 20 jam pelajaran`"""
    where = "secara daring" if identity.mode is EventMode.ONLINE else identity.place and f"di {identity.place}"
    hours = _hours(identity)
    parts = [
        f"pada {identity.event}",
        where,
        date_range(identity.starts_on, identity.ends_on),
        hours and f"setara {hours}",
    ]
    return ", ".join(filter(None, parts))


def _day(day: date) -> str:
    return date_range(day, day)

"""Name badges by a template: the event's newest one for badges, else the one we ship."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from plm.adapters.certificates.templates import template_of
from plm.adapters.engine import Remark, Sheet, look_at, print_file
from plm.adapters.pdf import GlyphMissing, date_range
from plm.adapters.storage import Storage
from plm.adapters.tickets import TicketFace
from plm.certificates.queries import badge_content
from plm.events.tables import Event

UNPRINTABLE = frozenset({Remark.GLYPH_MISSING, Remark.TOO_LONG})


def cards_pdf(session: Session, event: Event, faces: Sequence[TicketFace], *, storage: Storage) -> bytes:
    """One badge a page; raises GlyphMissing rather than leave somebody out. No transaction is open while drawing."""
    template = template_of(badge_content(session, event.id), storage)
    days, organiser = date_range(event.starts_on, event.ends_on), event.organiser
    session.commit()
    sheets = [sheet_of_face(face, days=days, organiser=organiser) for face in faces]
    for face, remarks in zip(faces, look_at(template, sheets), strict=True):
        if not remarks.isdisjoint(UNPRINTABLE):
            raise GlyphMissing(face.name)
    return b"".join(print_file(template, sheets))


def sheet_of_face(face: TicketFace, *, days: str, organiser: str) -> Sheet:
    """What a badge shows; its QR code is the ticket's."""
    values = {
        "nama": face.name,
        "lembaga": face.institution,
        "peran": face.roles,
        "acara": face.event,
        "tanggal": days,
        "tempat": face.place,
        "penyelenggara": organiser,
        "kode": face.code,
    }
    return Sheet(values, qr=face.address)

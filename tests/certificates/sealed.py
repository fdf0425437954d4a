"""Certificates that wait for a signature from outside, as the workers leave them."""

import hashlib

from sqlalchemy.orm import Session

from plm.adapters.certificates import check_url
from plm.adapters.pdf import render_pdf
from plm.adapters.storage import Storage
from plm.certificates.rules import SealWay
from plm.certificates.tables import Certificate, CertificatePack, CertificateSettings
from plm.events.tables import Event
from tests.certificates.scenes import issue_one, make_person
from tests.factories import NOON


def make_waiting(
    session: Session, storage: Storage, event: Event, *, way: SealWay = SealWay.OUTSIDE, **person: object
) -> tuple[Certificate, bytes]:
    """One certificate that awaits its seal, in a pack of its own, and its unsigned file."""
    certificate = issue_one(session, event, make_person(session, event, **person))
    held = session.get_one(CertificateSettings, event.id)
    held.seal_way = way
    address = check_url("https://plm.contoh.id", certificate.code)
    pdf = render_pdf(f'<title>Contoh</title><p>{certificate.number}</p><a href="{address}">Periksa</a>')
    return lay(session, storage, certificate, pdf), pdf


def lay(session: Session, storage: Storage, certificate: Certificate, pdf: bytes) -> Certificate:
    """The file as a pack of one, its first half shared."""
    half = len(pdf) // 2
    pack = CertificatePack(
        event_id=certificate.event_id, storage_key=f"certificates/{certificate.code}", prefix_size=half, made_at=NOON
    )
    session.add(pack)
    session.flush()
    storage.put(pack.storage_key, pdf)
    certificate.pack_id, certificate.tail_at, certificate.tail_size = pack.id, half, len(pdf) - half
    certificate.sha256, certificate.size = hashlib.sha256(pdf).hexdigest(), len(pdf)
    certificate.rendered_at, certificate.awaits_seal = NOON, True
    session.flush()
    return certificate

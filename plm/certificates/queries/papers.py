"""What still has to be printed."""

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from plm.certificates.rules import (
    CertificateState,
    Identity,
    Paper,
    StoredPdf,
)
from plm.certificates.tables import Certificate, CertificatePack


def stored_pdf(session: Session, certificate: Certificate) -> StoredPdf | None:
    """Where its PDF lies; None while there is none."""
    if certificate.storage_key is not None:
        return StoredPdf(certificate.storage_key)
    if certificate.pack_id is None or certificate.tail_at is None or certificate.tail_size is None:
        return None
    pack = session.get_one(CertificatePack, certificate.pack_id)
    return StoredPdf(pack.storage_key, pack.prefix_size, certificate.tail_at, certificate.tail_size)


def find_paper(session: Session, certificate_id: int) -> Paper | None:
    """What still has to be printed; None when it is done, ended or failed."""
    row = session.get(Certificate, certificate_id, populate_existing=True)
    if row is None or row.rendered_at or row.state is not CertificateState.ISSUED:
        return None
    return Paper(row.event_id, row.number, row.code, row.role, Identity.from_document(row.identity))


def ids_to_print(session: Session, event_id: int) -> list[int]:
    """Valid certificates without a PDF, the failed ones among them."""
    waiting = and_(Certificate.rendered_at.is_(None), Certificate.state == CertificateState.ISSUED)
    query = select(Certificate.id).where(Certificate.event_id == event_id, waiting).order_by(Certificate.id)
    return list(session.scalars(query))

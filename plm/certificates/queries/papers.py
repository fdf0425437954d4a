"""What still has to be printed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from plm.certificates.rules import (
    CertificateState,
    Identity,
    Paper,
    StoredPdf,
)
from plm.certificates.tables import Certificate, CertificatePack, CertificateRun

UNPRINTED = and_(Certificate.rendered_at.is_(None), Certificate.state == CertificateState.ISSUED)


def stored_pdf(session: Session, certificate: Certificate) -> StoredPdf | None:
    """Where its PDF lies; None while there is none."""
    if certificate.storage_key is not None:
        return StoredPdf(certificate.storage_key)
    if certificate.pack_id is None or certificate.tail_at is None or certificate.tail_size is None:
        return None
    pack = session.get_one(CertificatePack, certificate.pack_id)
    return StoredPdf(pack.storage_key, pack.prefix_size, certificate.tail_at, certificate.tail_size)


@dataclass(frozen=True)
class Unprinted:
    """One certificate that still has to be printed, with the template it was issued with."""

    certificate_id: int
    run_id: int | None
    template_version_id: int | None
    paper: Paper


def papers_to_print(session: Session, certificate_ids: Sequence[int]) -> list[Unprinted]:
    """Those of the ids that are valid and without a PDF, in order; a paused run gives none."""
    query = (
        select(Certificate)
        .outerjoin(CertificateRun, CertificateRun.id == Certificate.run_id)
        .where(Certificate.id.in_(certificate_ids), UNPRINTED, CertificateRun.paused_at.is_(None))
        .order_by(Certificate.id)
        .execution_options(populate_existing=True)
    )
    return [Unprinted(row.id, row.run_id, row.template_version_id, paper_of(row)) for row in session.scalars(query)]


def paper_of(row: Certificate) -> Paper:
    """What stands on it, as it was at the moment of issue."""
    return Paper(row.event_id, row.number, row.code, row.role, Identity.from_document(row.identity))


def ids_to_print(session: Session, event_id: int) -> list[int]:
    """Valid certificates without a PDF, the failed ones among them; a paused run waits."""
    query = (
        select(Certificate.id)
        .outerjoin(CertificateRun, CertificateRun.id == Certificate.run_id)
        .where(Certificate.event_id == event_id, UNPRINTED, CertificateRun.paused_at.is_(None))
        .order_by(Certificate.id)
    )
    return list(session.scalars(query))


def claimed_packs(session: Session, event_id: int) -> frozenset[str]:
    """The files that this event's certificates lie in together."""
    return frozenset(session.scalars(select(CertificatePack.storage_key).where(CertificatePack.event_id == event_id)))

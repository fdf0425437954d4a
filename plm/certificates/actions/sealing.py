"""Taking back what was signed outside."""

from datetime import datetime

from sqlalchemy import and_
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.certificates.actions.changing import change_if
from plm.certificates.rules import Authority, CertificateState
from plm.certificates.tables import Certificate


def take_signed(
    session: Session,
    *,
    certificate_id: int,
    unsigned_sha256: str,
    storage_key: str,
    sha256: str,
    size: int,
    signer: str,
    authority: Authority,
    by: str,
    now: datetime,
) -> bool:
    """Note the signed file in place of the unsigned one; False when it waits no longer, or for another file."""
    still = and_(
        Certificate.awaits_seal.is_(True),
        Certificate.state == CertificateState.ISSUED,
        Certificate.sha256 == unsigned_sha256,
    )
    values = {
        "storage_key": storage_key,
        "sha256": sha256,
        "size": size,
        "signer": signer,
        "authority": authority,
        "awaits_seal": False,
    }
    if not change_if(session, certificate_id, still, values):
        return False
    certificate = session.get_one(Certificate, certificate_id, populate_existing=True)
    facts = {"number": certificate.number, "signer": signer, "authority": authority.value, "sha256": sha256}
    subject = f"certificate:{certificate_id}"
    event_id = certificate.event_id
    record(session, actor=by, verb="certificates.seal", subject=subject, now=now, event_id=event_id, facts=facts)
    return True

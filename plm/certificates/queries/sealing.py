"""Certificates that wait for a signature from outside."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from plm.certificates.queries.papers import stored_pdf
from plm.certificates.rules import FILES_IN_A_PART, Authority, CertificateState, StoredPdf
from plm.certificates.tables import Certificate


@dataclass(frozen=True)
class Waiting:
    """An unsigned file, by the number it is known under outside."""

    number: str
    name: str
    sha256: str
    place: StoredPdf


@dataclass(frozen=True)
class Sealable:
    """One certificate as a file brought back is compared with it.

    While it waits, `authority` is BSrE where BSrE's sentence was printed on it already.
    """

    id: int
    number: str
    sha256: str
    size: int
    state: CertificateState
    awaits_seal: bool
    authority: Authority | None


def count_waiting(session: Session, event_id: int) -> int:
    return session.scalar(select(func.count()).select_from(Certificate).where(_waits(event_id))) or 0


def count_sealed_outside(session: Session, event_id: int) -> int:
    """Valid ones that came back signed: they lie whole, beside the unsigned file they were."""
    back = and_(Certificate.event_id == event_id, Certificate.storage_key.is_not(None), Certificate.signer != "")
    current = Certificate.state == CertificateState.ISSUED
    return session.scalar(select(func.count()).select_from(Certificate).where(back, current)) or 0


def waiting_files(session: Session, event_id: int, *, part: int) -> list[Waiting]:
    """One part of what waits, in order of number; parts are counted from 1."""
    query = (
        select(Certificate)
        .where(_waits(event_id))
        .order_by(Certificate.serial)
        .offset(FILES_IN_A_PART * (part - 1))
        .limit(FILES_IN_A_PART)
    )
    rows = [(one, stored_pdf(session, one)) for one in session.scalars(query)]
    return [
        Waiting(one.number, str(one.identity["name"]), one.sha256 or "", place)
        for one, place in rows
        if place is not None
    ]


def sealable_of(session: Session, event_id: int) -> list[Sealable]:
    """Every certificate of the event that has a file, signed or not."""
    columns = (
        Certificate.id,
        Certificate.number,
        Certificate.sha256,
        Certificate.size,
        Certificate.state,
        Certificate.awaits_seal,
        Certificate.authority,
    )
    query = select(*columns).where(Certificate.event_id == event_id, Certificate.sha256.is_not(None))
    return [
        Sealable(key, number, sha256 or "", size or 0, state, awaits, authority)
        for key, number, sha256, size, state, awaits, authority in session.execute(query)
    ]


def _waits(event_id: int) -> ColumnElement[bool]:
    return and_(
        Certificate.event_id == event_id,
        Certificate.state == CertificateState.ISSUED,
        Certificate.awaits_seal.is_(True),
        Certificate.rendered_at.is_not(None),
    )

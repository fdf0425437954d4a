"""Noting where PDFs lie, and why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from plm.certificates.actions.changing import change_if
from plm.certificates.actions.templates import version_for
from plm.certificates.rules import Authority, Failure
from plm.certificates.tables import Certificate, CertificatePack
from plm.events.tables import Event


@dataclass(frozen=True)
class Printed:
    """One person's own part of a pack."""

    certificate_id: int
    tail_at: int
    tail_size: int
    sha256: str
    size: int


@dataclass(frozen=True)
class Signing:
    """Who signed what lies in a pack; without a name it still awaits its signature."""

    signer: str = ""
    authority: Authority | None = None
    awaits_seal: bool = False


def store_pack(
    session: Session,
    *,
    event_id: int,
    storage_key: str,
    prefix_size: int,
    printed: Sequence[Printed],
    signing: Signing,
    now: datetime,
) -> list[int]:
    """Note where each PDF lies; returns the ids stored, none when another worker was faster with all of them."""
    still = _lock_unprinted(session, [one.certificate_id for one in printed])
    if not still:
        return []
    pack = CertificatePack(event_id=event_id, storage_key=storage_key, prefix_size=prefix_size, made_at=now)
    session.add(pack)
    session.flush()
    shared = {"pack_id": pack.id, "rendered_at": now, "failure": "", **vars(signing)}
    own = ("tail_at", "tail_size", "sha256", "size")
    statement = (
        update(Certificate)
        .where(Certificate.id == bindparam("held_id"), Certificate.rendered_at.is_(None))
        .values(**shared, **{name: bindparam(f"own_{name}") for name in own})
    )
    rows = [
        {"held_id": one.certificate_id, **{f"own_{name}": getattr(one, name) for name in own}}
        for one in printed
        if one.certificate_id in still
    ]
    session.connection().execute(statement, rows)
    return [one.certificate_id for one in printed if one.certificate_id in still]


def settle_templates(session: Session, *, certificate_ids: Sequence[int], now: datetime) -> None:
    """What an earlier plm issued without a template is printed with the one its role has now."""
    unprinted = Certificate.template_version_id.is_(None), Certificate.rendered_at.is_(None)
    lacking = (Certificate.id.in_(certificate_ids), *unprinted)
    for event_id, role in session.execute(select(Certificate.event_id, Certificate.role).where(*lacking).distinct()):
        event = session.get_one(Event, event_id)
        version_id = version_for(session, event=event, role=role, now=now, by="plm")
        same = (Certificate.event_id == event_id, Certificate.role == role)
        session.execute(update(Certificate).where(*lacking, *same).values(template_version_id=version_id))


def note_failure(session: Session, *, certificate_id: int, failure: Failure) -> bool:
    """Say why there is no PDF, until somebody asks again."""
    return change_if(session, certificate_id, Certificate.rendered_at.is_(None), {"failure": failure})


def _lock_unprinted(session: Session, ids: Sequence[int]) -> set[int]:
    query = select(Certificate.id).where(Certificate.id.in_(ids), Certificate.rendered_at.is_(None))
    return set(session.scalars(query.order_by(Certificate.id).with_for_update(key_share=True)))

"""Noting where PDFs lie, and why there is none."""

from datetime import datetime

from sqlalchemy.orm import Session

from plm.certificates.actions.changing import change_if
from plm.certificates.rules import (
    Failure,
)
from plm.certificates.tables import Certificate


def store_rendered(
    session: Session, *, certificate_id: int, storage_key: str, sha256: str, size: int, now: datetime
) -> bool:
    """Note where the PDF lies; False when another worker was faster."""
    values = {"storage_key": storage_key, "sha256": sha256, "size": size, "rendered_at": now, "failure": ""}
    return _change_unprinted(session, certificate_id, values)


def note_failure(session: Session, *, certificate_id: int, failure: Failure) -> bool:
    """Say why there is no PDF, until somebody asks again."""
    return _change_unprinted(session, certificate_id, {"failure": failure})


def _change_unprinted(session: Session, certificate_id: int, values: dict[str, object]) -> bool:
    return change_if(session, certificate_id, Certificate.rendered_at.is_(None), values)

"""One guarded change."""

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from plm.certificates.tables import Certificate


def change_if(session: Session, certificate_id: int, still: ColumnElement[bool], values: dict[str, object]) -> bool:
    statement = update(Certificate).where(Certificate.id == certificate_id, still).values(**values)
    return session.connection().execute(statement).rowcount == 1

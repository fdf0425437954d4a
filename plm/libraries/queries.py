"""Reading regions and libraries."""

from sqlalchemy.orm import Session

from plm.libraries.tables import Library


def get_library(session: Session, library_id: int) -> Library:
    return session.get_one(Library, library_id)

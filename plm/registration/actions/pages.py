"""Keeping what is typed on a page of a draft, before it is sound and after."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from plm.registration.queries import find_page
from plm.registration.rules import PageChanged, StepKind
from plm.registration.tables import Delegation, DraftPage


def keep_page(
    session: Session,
    *,
    delegation: Delegation,
    page: StepKind,
    person: int,
    typed: Mapping[str, str],
    seen: int | None,
    now: datetime,
) -> DraftPage:
    """Keep these words, sound or not; raises PageChanged when other words were saved since `seen`.

    The delegation is locked by the caller, so that two tabs come one after the other.
    """
    kept = find_page(session, delegation.id, page, person)
    if kept is not None and kept.typed == dict(typed):
        return kept
    kept = _turn(session, delegation, page, person, seen, now)
    kept.typed = dict(typed)
    session.flush()
    return kept


def settle_page(
    session: Session, *, delegation: Delegation, page: StepKind, person: int, seen: int | None, now: datetime
) -> None:
    """What stood on the page is stored where it belongs; None for `seen` asks nobody."""
    kept = _turn(session, delegation, page, person, seen, now)
    kept.typed = {}
    session.flush()


def drop_pages(session: Session, delegation_id: int, *, after: int = 0) -> None:
    """Forget what is typed about the persons after this number."""
    session.execute(delete(DraftPage).where(DraftPage.delegation_id == delegation_id, DraftPage.person > after))


def _turn(
    session: Session, delegation: Delegation, page: StepKind, person: int, seen: int | None, now: datetime
) -> DraftPage:
    kept = find_page(session, delegation.id, page, person)
    if kept is not None and seen is not None and kept.revision != seen:
        raise PageChanged(saved_at=kept.saved_at)
    if kept is None:
        kept = DraftPage(delegation_id=delegation.id, page=page, person=person, revision=0, typed={})
        session.add(kept)
    kept.revision, kept.saved_at, delegation.saved_at = kept.revision + 1, now, now
    return kept

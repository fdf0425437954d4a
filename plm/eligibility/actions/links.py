"""Links behind which a library reads why it was invited or not; made for tens of thousands at once."""

from datetime import datetime

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.bulk import insert_rows
from plm.codes import derive_code, hash_code, new_nonce
from plm.eligibility.queries import find_explanation_link, uninvited_without_link
from plm.eligibility.rules import EXPLANATION, LinkTermPassed
from plm.eligibility.tables import ExplanationLink
from plm.events.tables import Event

COLUMNS = ("event_id", "library_id", "nonce", "token_hash", "expires_at", "created_at")


def make_explanation_links(
    session: Session,
    *,
    event: Event,
    region_code: str | None,
    expires_at: datetime,
    secret_key: str,
    actor: str,
    now: datetime,
) -> int:
    """A link for each library of a region (None: all) that the latest run does not invite and that has none.

    Gives their number. Raises LinkTermPassed.
    """
    _require_future(expires_at, now)
    # Two people who press at once take turns, and the second finds nobody left.
    session.get_one(Event, event.id, with_for_update={"key_share": True})
    library_ids = uninvited_without_link(session, event.id, region_code=region_code)
    insert_rows(
        session,
        ExplanationLink.__table__,
        COLUMNS,
        ((event.id, library_id, *_fresh(secret_key), expires_at, now) for library_id in library_ids),
    )
    facts = {"links": len(library_ids)}
    record(session, actor=actor, verb="explanation.links", subject="event", now=now, event_id=event.id, facts=facts)
    return len(library_ids)


def renew_explanation_link(
    session: Session, *, event: Event, library_id: int, expires_at: datetime, secret_key: str, actor: str, now: datetime
) -> ExplanationLink:
    """The library's link from now on, whether it had one or not; an old one is dead at once."""
    _require_future(expires_at, now)
    link = find_explanation_link(session, event.id, library_id)
    link = link or ExplanationLink(event_id=event.id, library_id=library_id, created_at=now)
    link.nonce, link.token_hash = _fresh(secret_key)
    link.expires_at, link.revoked_at = expires_at, None
    session.add(link)
    session.flush()
    _note(session, link, "explanation.renew", actor, now)
    return link


def revoke_explanation_link(session: Session, *, link: ExplanationLink, actor: str, now: datetime) -> None:
    """It opens nothing any more; a second time changes nothing."""
    if link.revoked_at is None:
        link.revoked_at = now
        session.flush()
        _note(session, link, "explanation.revoke", actor, now)


def _fresh(secret_key: str) -> tuple[str, str]:
    nonce = new_nonce()
    return nonce, hash_code(derive_code(secret_key, EXPLANATION, nonce))


def _require_future(expires_at: datetime, now: datetime) -> None:
    if expires_at <= now:
        raise LinkTermPassed(expires_at=expires_at)


def _note(session: Session, link: ExplanationLink, verb: str, actor: str, now: datetime) -> None:
    subject = f"library:{link.library_id}"
    record(session, actor=actor, verb=verb, subject=subject, now=now, event_id=link.event_id)

"""Reading the links behind which a library reads why."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plm.codes import derive_code, hash_code, read_code
from plm.eligibility.queries.decisions import latest_run
from plm.eligibility.queries.policies import within_reach
from plm.eligibility.rules import EXPLANATION, Outcome
from plm.eligibility.tables import Decision, ExplanationLink
from plm.errors import LinkUnknown
from plm.libraries.tables import Library


def get_explanation_link(session: Session, token: str) -> ExplanationLink:
    """What this token opens, or LinkUnknown."""
    query = select(ExplanationLink).where(ExplanationLink.token_hash == hash_code(read_code(token)))
    if found := session.scalar(query):
        return found
    raise LinkUnknown


def find_explanation_link(session: Session, event_id: int, library_id: int) -> ExplanationLink | None:
    query = select(ExplanationLink).where(
        ExplanationLink.event_id == event_id, ExplanationLink.library_id == library_id
    )
    return session.scalar(query)


def explanation_token(link: ExplanationLink, secret_key: str) -> str:
    """The link's token, derived again for the committee to copy."""
    return derive_code(secret_key, EXPLANATION, link.nonce)


def explanation_links_of(
    session: Session, event_id: int, *, region_code: str | None = None
) -> list[tuple[ExplanationLink, Library]]:
    """Every link within a region, by region and name."""
    query = (
        select(ExplanationLink, Library)
        .join(Library, Library.id == ExplanationLink.library_id)
        .where(ExplanationLink.event_id == event_id, within_reach(region_code))
        .order_by(Library.region_code, Library.name, Library.id)
    )
    return [(link, library) for link, library in session.execute(query)]


def count_explanation_links(session: Session, event_id: int) -> int:
    query = select(func.count()).where(ExplanationLink.event_id == event_id)
    return session.scalar(query) or 0


def uninvited_without_link(session: Session, event_id: int, *, region_code: str | None = None) -> list[int]:
    """The libraries that the latest run does not invite and that have no link yet, by id."""
    run = latest_run(session, event_id)
    if run is None:
        return []
    linked = select(ExplanationLink.library_id).where(ExplanationLink.event_id == event_id)
    query = (
        select(Decision.library_id)
        .join(Library, Library.id == Decision.library_id)
        .where(Decision.run_id == run.id, Decision.outcome != Outcome.ELIGIBLE)
        .where(Decision.library_id.not_in(linked), within_reach(region_code))
        .order_by(Decision.library_id)
    )
    return list(session.scalars(query))

"""Reading places: held, freed, and moved to the reserve."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from plm.eligibility.queries import latest_run
from plm.eligibility.rules import Outcome, Policy
from plm.eligibility.tables import Decision
from plm.invitations.rules import Freed, Reply, freed_by
from plm.invitations.tables import Invitation, ReserveMove, ReserveSetting
from plm.libraries.rules import LibraryKind
from plm.libraries.tables import Library

USUAL_DAYS = 7


@dataclass(frozen=True)
class SeatsOfKind:
    """Libraries of one kind: how many may come (None: no limit), hold a place unanswered, come, and wait."""

    kind: LibraryKind
    capacity: int | None
    held: int
    accepted: int
    reserve: int

    @property
    def free(self) -> int | None:
        return None if self.capacity is None else max(0, self.capacity - self.held - self.accepted)


@dataclass(frozen=True)
class MoveLine:
    """One move of the log: who gave a place up, and who got it."""

    move: ReserveMove
    freed: Library
    to: Library | None


def reserve_setting(session: Session, event_id: int) -> ReserveSetting:
    """As the committee set it; by default the committee moves places itself, and a week is given to answer."""
    kept = session.get(ReserveSetting, event_id)
    return kept or ReserveSetting(event_id=event_id, automatic=False, term_days=USUAL_DAYS)


def freed_of(session: Session, event_id: int, *, now: datetime, limit: int | None = None) -> list[Freed]:
    """Places that nobody takes and that have not been moved yet, in the order in which they became free."""
    query = select(Invitation).where(Invitation.event_id == event_id, *_freed(now))
    found = []
    for one in session.scalars(query):
        why = freed_by(
            one.reply, replied_at=one.replied_at, expires_at=one.expires_at, revoked_at=one.revoked_at, now=now
        )
        if why is not None:
            found.append(Freed(one.id, one.library_id, *why))
    return sorted(found, key=lambda one: (one.at, one.invitation_id))[:limit]


def free_places(session: Session, event_id: int, *, now: datetime) -> int:
    """How many there are."""
    query = select(func.count()).select_from(Invitation).where(Invitation.event_id == event_id, *_freed(now))
    return session.scalar(query) or 0


def settings_that_move(session: Session, *, now: datetime) -> list[int]:
    """Events whose places move by themselves and that have some."""
    query = (
        select(ReserveSetting.event_id)
        .where(ReserveSetting.automatic)
        .where(select(Invitation.id).where(Invitation.event_id == ReserveSetting.event_id, *_freed(now)).exists())
    )
    return list(session.scalars(query))


def moves_of(session: Session, event_id: int) -> list[MoveLine]:
    """The log, the latest first."""
    gave, got = aliased(Library), aliased(Library)
    query = (
        select(ReserveMove, gave, got)
        .join(Invitation, Invitation.id == ReserveMove.freed_invitation_id)
        .join(gave, gave.id == Invitation.library_id)
        .outerjoin(got, got.id == ReserveMove.to_library_id)
        .where(ReserveMove.event_id == event_id)
        .order_by(ReserveMove.id.desc())
    )
    return [MoveLine(*row) for row in session.execute(query)]


def seats_by_kind(session: Session, event_id: int, *, now: datetime) -> list[SeatsOfKind]:
    """What the latest run's policy allows of each kind, and what has become of it."""
    run = latest_run(session, event_id)
    if run is None:
        return []
    capacity = Policy.from_document(run.terms).capacity
    open_now = and_(Invitation.reply == Reply.PENDING, Invitation.revoked_at.is_(None), Invitation.expires_at > now)
    coming = and_(Invitation.reply == Reply.ACCEPTED, Invitation.revoked_at.is_(None))
    counts = {
        kind: (held, accepted)
        for kind, held, accepted in session.execute(
            select(Library.kind, func.count().filter(open_now), func.count().filter(coming))
            .join(Invitation, Invitation.library_id == Library.id)
            .where(Invitation.event_id == event_id)
            .group_by(Library.kind)
        )
    }
    invited = select(Invitation.library_id).where(Invitation.event_id == event_id)
    waiting = dict(
        session.execute(
            select(Library.kind, func.count())
            .join(Decision, Decision.library_id == Library.id)
            .where(Decision.run_id == run.id, Decision.outcome == Outcome.WAITLISTED, Library.id.not_in(invited))
            .group_by(Library.kind)
        ).all()
    )
    kinds = [kind for kind in LibraryKind if kind in counts or kind in waiting or kind in capacity]
    return [SeatsOfKind(kind, capacity.get(kind), *counts.get(kind, (0, 0)), waiting.get(kind, 0)) for kind in kinds]


def _freed(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """As `freed_by` says, and not moved yet."""
    expired = and_(Invitation.reply == Reply.PENDING, Invitation.expires_at <= now)
    moved = select(ReserveMove.freed_invitation_id)
    return (
        or_(Invitation.revoked_at.is_not(None), Invitation.reply == Reply.DECLINED, expired),
        Invitation.id.not_in(moved),
    )

"""Inviting whom the latest decision run allows."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.eligibility.queries import eligible_library_ids, latest_run
from plm.eligibility.rules import Policy
from plm.eligibility.tables import DecisionRun
from plm.events.tables import Event
from plm.invitations.actions.links import fresh_link
from plm.invitations.queries import invited_library_ids
from plm.invitations.rules import Invited, LibraryNotEligible, Reply, require_future
from plm.invitations.tables import Invitation
from plm.libraries.queries import libraries_by_id


def invite_libraries(
    session: Session,
    *,
    event: Event,
    library_ids: Iterable[int],
    seats: int,
    expires_at: datetime,
    secret_key: str,
    invited_by: str,
    now: datetime,
) -> Invited:
    """Invite what the latest decision run allows; a library that has its invitation keeps it as it is.

    `seats` is for kinds whose delegation the run's policy leaves open.
    """
    require_future(expires_at, now=now)
    asked = set(library_ids)
    if foreign := asked - eligible_library_ids(session, event.id):
        raise LibraryNotEligible(library_ids=sorted(foreign))
    run = latest_run(session, event.id)
    missing = sorted(asked - invited_library_ids(session, event.id))
    sizes = delegation_sizes(session, run, missing)
    run_id = run.id if run else None
    new = sum(
        invite_one(session, event.id, library_id, run_id, sizes.get(library_id, seats), expires_at, secret_key, now)
        for library_id in missing
    )
    record(
        session,
        actor=invited_by,
        verb="invitation.invite",
        subject=f"event:{event.id}",
        now=now,
        event_id=event.id,
        facts={"new": new, "standing": len(asked) - new, "seats": seats},
    )
    return Invited(new=new, standing=len(asked) - new)


def delegation_sizes(session: Session, run: DecisionRun | None, library_ids: Iterable[int]) -> dict[int, int]:
    """How many people each library may send, where the run's policy says so for its kind."""
    sizes = Policy.from_document(run.terms).delegation if run else {}
    if not sizes:
        return {}
    libraries = libraries_by_id(session, library_ids)
    return {library_id: sizes[one.kind] for library_id, one in libraries.items() if one.kind in sizes}


def invite_one(
    session: Session,
    event_id: int,
    library_id: int,
    run_id: int | None,
    seats: int,
    expires_at: datetime,
    secret_key: str,
    now: datetime,
) -> bool:
    """A fresh invitation; False when the library has one."""
    nonce, token_hash = fresh_link(secret_key)
    invitation = Invitation(
        event_id=event_id,
        library_id=library_id,
        run_id=run_id,
        seats=seats,
        link_nonce=nonce,
        token_hash=token_hash,
        expires_at=expires_at,
        reply=Reply.PENDING,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(invitation)
    except IntegrityError:  # invited by somebody else in this moment
        return False
    return True

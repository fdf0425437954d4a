"""Reading invitations."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from plm.codes import derive_code, hash_code, read_code
from plm.errors import LinkUnknown, NotFound
from plm.invitations.rules import LINK, Reply
from plm.invitations.tables import Invitation
from plm.libraries.rules import fold_name
from plm.libraries.tables import Library


@dataclass(frozen=True)
class InvitationLine:
    """One row of the committee's list."""

    invitation: Invitation
    library: Library


@dataclass(frozen=True)
class Todo:
    """What there is to do: letters not sent yet, silent ones to remind, new links asked for."""

    unsent: int
    silent: int
    asking: int


def get_invitation_by_token(session: Session, token: str) -> Invitation:
    """The invitation that this link's token opens, or LinkUnknown."""
    invitation = session.scalar(select(Invitation).where(Invitation.token_hash == hash_code(read_code(token))))
    if invitation is None:
        raise LinkUnknown
    return invitation


def find_invitation_by_id(session: Session, invitation_id: int) -> Invitation | None:
    """An invitation of whichever event."""
    return session.get(Invitation, invitation_id)


def get_invitation(session: Session, event_id: int, invitation_id: int) -> Invitation:
    """An invitation of this event, or NotFound."""
    invitation = session.get(Invitation, invitation_id)
    if invitation is None or invitation.event_id != event_id:
        raise NotFound(what="invitation", value=invitation_id)
    return invitation


def find_invitation(session: Session, event_id: int, library_id: int) -> Invitation | None:
    query = select(Invitation).where(Invitation.event_id == event_id, Invitation.library_id == library_id)
    return session.scalar(query)


def invited_library_ids(session: Session, event_id: int) -> set[int]:
    return set(session.scalars(select(Invitation.library_id).where(Invitation.event_id == event_id)))


def invitations_of(
    session: Session,
    event_id: int,
    *,
    replies: Collection[Reply] = tuple(Reply),
    asking: bool = False,
    search: str = "",
    limit: int | None = None,
    offset: int = 0,
) -> list[InvitationLine]:
    """Invitations with their library, in order of place and name; `asking` are those that ask for a new link."""
    query = (
        _lines(event_id, replies, search)
        .order_by(Library.region_code, Library.name, Invitation.id)
        .limit(limit)
        .offset(offset)
    )
    if asking:
        query = query.where(Invitation.link_asked_at.is_not(None))
    return [InvitationLine(invitation, library) for invitation, library in session.execute(query)]


def reply_counts(session: Session, event_id: int, *, search: str = "") -> dict[Reply, int]:
    """How many rows `invitations_of` would answer for each reply without a limit; every word is there."""
    query = _lines(event_id, tuple(Reply), search).with_only_columns(Invitation.reply, func.count())
    rows = session.execute(query.group_by(Invitation.reply))
    return {**dict.fromkeys(Reply, 0), **{reply: int(count) for reply, count in rows}}


def unsent_invitations(session: Session, event_id: int) -> list[InvitationLine]:
    """Unanswered invitations with an address and no letter yet: what one press of the button would send."""
    query = _lines(event_id, (Reply.PENDING,), "").where(*_UNSENT)
    return [InvitationLine(invitation, library) for invitation, library in session.execute(query)]


def silent_invitations(session: Session, event_id: int, *, before: datetime, now: datetime) -> list[InvitationLine]:
    """Open invitations without an answer whose last letter or reminder went out before that moment, by place."""
    query = _lines(event_id, (Reply.PENDING,), "").where(*_silent(before, now))
    query = query.order_by(Library.region_code, Library.name, Invitation.id)
    return [InvitationLine(invitation, library) for invitation, library in session.execute(query)]


def todo_of(session: Session, event_id: int, *, before: datetime, now: datetime) -> Todo:
    """The same counted, in one statement."""
    pending = Invitation.reply == Reply.PENDING
    query = (
        select(
            func.count().filter(and_(pending, *_UNSENT)),
            func.count().filter(and_(pending, *_silent(before, now))),
            func.count().filter(Invitation.link_asked_at.is_not(None)),
        )
        .select_from(Invitation)
        .join(Library, Library.id == Invitation.library_id)
        .where(Invitation.event_id == event_id)
    )
    return Todo(*session.execute(query).one())


def token_of(invitation: Invitation, secret_key: str) -> str:
    """The link's token, derived again for the committee to copy."""
    return derive_code(secret_key, LINK, invitation.link_nonce)


_UNSENT = (Library.email != "", Invitation.sent_at.is_(None), Invitation.revoked_at.is_(None))


def _silent(before: datetime, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Library.email != "",
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > now,
        Invitation.sent_at <= before,
        or_(Invitation.reminded_at.is_(None), Invitation.reminded_at <= before),
    )


def _lines(event_id: int, replies: Collection[Reply], search: str) -> Select[Invitation, Library]:
    query = (
        select(Invitation, Library)
        .join(Library, Library.id == Invitation.library_id)
        .where(Invitation.event_id == event_id, Invitation.reply.in_(replies))
    )
    if search.strip():
        folded = fold_name(search)
        query = query.where(
            or_(
                Library.folded_name.contains(folded, autoescape=True) if folded else False,
                Library.region_code.startswith(search.strip(), autoescape=True),
            )
        )
    return query

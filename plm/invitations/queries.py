"""Reading invitations and the outbox."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from plm.codes import derive_code, hash_code, read_code
from plm.errors import NotFound
from plm.invitations.rules import LINK, LinkUnknown, Reply
from plm.invitations.tables import Invitation, MailMessage
from plm.libraries.rules import fold_name
from plm.libraries.tables import Library


@dataclass(frozen=True)
class InvitationLine:
    """One row of the committee's list."""

    invitation: Invitation
    library: Library


def get_invitation_by_token(session: Session, token: str) -> Invitation:
    """The invitation that this link's token opens, or LinkUnknown."""
    invitation = session.scalar(select(Invitation).where(Invitation.token_hash == hash_code(read_code(token))))
    if invitation is None:
        raise LinkUnknown
    return invitation


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
    search: str = "",
    limit: int | None = None,
    offset: int = 0,
) -> list[InvitationLine]:
    """Invitations with their library, in order of place and name."""
    query = (
        _lines(event_id, replies, search)
        .order_by(Library.region_code, Library.name, Invitation.id)
        .limit(limit)
        .offset(offset)
    )
    return [InvitationLine(invitation, library) for invitation, library in session.execute(query)]


def reply_counts(session: Session, event_id: int, *, search: str = "") -> dict[Reply, int]:
    """How many rows `invitations_of` would answer for each reply without a limit; every word is there."""
    query = _lines(event_id, tuple(Reply), search).with_only_columns(Invitation.reply, func.count())
    rows = session.execute(query.group_by(Invitation.reply))
    return {**dict.fromkeys(Reply, 0), **{reply: int(count) for reply, count in rows}}


def unsent_invitations(session: Session, event_id: int) -> list[InvitationLine]:
    """Unanswered invitations with an address and no letter yet: what one press of the button would send."""
    query = _lines(event_id, (Reply.PENDING,), "").where(
        Library.email != "", Invitation.sent_at.is_(None), Invitation.revoked_at.is_(None)
    )
    return [InvitationLine(invitation, library) for invitation, library in session.execute(query)]


def token_of(invitation: Invitation, secret_key: str) -> str:
    """The link's token, derived again for the committee to copy."""
    return derive_code(secret_key, LINK, invitation.link_nonce)


def get_mail(session: Session, mail_id: int) -> MailMessage:
    return session.get_one(MailMessage, mail_id, populate_existing=True)


def find_mail_by_purpose(session: Session, purpose: str) -> MailMessage | None:
    return session.scalar(select(MailMessage).where(MailMessage.purpose == purpose))


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

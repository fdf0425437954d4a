"""Inviting libraries, their links, their replies, and the letters that carry the links."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.codes import derive_code, hash_code, new_nonce
from plm.eligibility.queries import eligible_library_ids, latest_run
from plm.events.tables import Event
from plm.invitations.queries import find_mail_by_purpose, invited_library_ids
from plm.invitations.rules import (
    LETTER_TEMPLATE,
    LINK,
    AddressMissing,
    Invited,
    LibraryNotEligible,
    Reply,
    letter_purpose,
    require_future,
    require_open,
)
from plm.invitations.tables import Invitation, MailMessage


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
    """Invite what the latest decision run allows; a library that has its invitation keeps it as it is."""
    require_future(expires_at, now=now)
    asked = set(library_ids)
    if foreign := asked - eligible_library_ids(session, event.id):
        raise LibraryNotEligible(library_ids=sorted(foreign))
    run = latest_run(session, event.id)
    missing = sorted(asked - invited_library_ids(session, event.id))
    new = sum(
        _invite(session, event.id, library_id, run.id if run else None, seats, expires_at, secret_key, now)
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


def renew_link(
    session: Session, *, invitation: Invitation, expires_at: datetime, secret_key: str, actor: str, now: datetime
) -> None:
    """A new link; the old one is dead at once."""
    require_future(expires_at, now=now)
    invitation.link_nonce, invitation.token_hash = _fresh_link(secret_key)
    invitation.expires_at, invitation.revoked_at, invitation.sent_at = expires_at, None, None
    session.flush()
    _note(session, invitation, "invitation.renew", actor, now)


def revoke_link(session: Session, *, invitation: Invitation, actor: str, now: datetime) -> None:
    """The link opens nothing any more; a second time changes nothing."""
    if invitation.revoked_at is None:
        invitation.revoked_at = now
        session.flush()
        _note(session, invitation, "invitation.revoke", actor, now)


def reply_to(
    session: Session, *, invitation: Invitation, reply: Reply, reason: str = "", actor: str, now: datetime
) -> None:
    """Keep the library's answer; whoever calls this has looked whether the answer may still change."""
    require_open(expires_at=invitation.expires_at, revoked_at=invitation.revoked_at, now=now)
    reason = reason.strip() if reply is Reply.DECLINED else ""
    if (invitation.reply, invitation.decline_reason) == (reply, reason):
        return
    invitation.reply, invitation.decline_reason, invitation.replied_at = reply, reason, now
    session.flush()
    _note(session, invitation, f"invitation.{reply.value}", actor, now, reason)


def lock_invitation(session: Session, invitation_id: int) -> Invitation:
    """The invitation as it stands now, held until the transaction ends."""
    return session.get_one(Invitation, invitation_id, with_for_update=True, populate_existing=True)


def write_letter(
    session: Session, *, invitation: Invitation, address: str, actor: str, now: datetime
) -> MailMessage | None:
    """Put the link's letter into the outbox once; None when it is there already."""
    if not address:
        raise AddressMissing(invitation_id=invitation.id)
    purpose = letter_purpose(invitation.id, invitation.link_nonce)
    if find_mail_by_purpose(session, purpose) is not None:
        return None
    letter = MailMessage(
        event_id=invitation.event_id,
        purpose=purpose,
        recipient=address,
        template=LETTER_TEMPLATE,
        about={"invitation_id": invitation.id},
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(letter)
    except IntegrityError:
        return None
    _note(session, invitation, "invitation.write_letter", actor, now)
    return letter


def mark_mail_sent(session: Session, *, mail: MailMessage, now: datetime) -> None:
    """Note that the mail went out; the list then shows when its invitation was sent.

    A link renewed while its letter was on the way still waits for its own.
    """
    mail.sent_at = now
    if mail.template == LETTER_TEMPLATE:
        invitation = session.get_one(Invitation, mail.about["invitation_id"])
        if mail.purpose == letter_purpose(invitation.id, invitation.link_nonce):
            invitation.sent_at = now
    session.flush()


def _invite(
    session: Session,
    event_id: int,
    library_id: int,
    run_id: int | None,
    seats: int,
    expires_at: datetime,
    secret_key: str,
    now: datetime,
) -> bool:
    nonce, token_hash = _fresh_link(secret_key)
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


def _fresh_link(secret_key: str) -> tuple[str, str]:
    nonce = new_nonce()
    return nonce, hash_code(derive_code(secret_key, LINK, nonce))


def _note(session: Session, invitation: Invitation, verb: str, actor: str, now: datetime, reason: str = "") -> None:
    subject = f"invitation:{invitation.id}"
    record(session, actor=actor, verb=verb, subject=subject, now=now, event_id=invitation.event_id, reason=reason)

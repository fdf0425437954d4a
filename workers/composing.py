"""What each kind of mail says, and what is noted when it has gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app, render_template, url_for
from sqlalchemy.orm import Session

from plm.adapters.mail import Attachment
from plm.clock import now
from plm.events.queries import get_event_by_id
from plm.invitations.actions import is_still_wanted, note_sent
from plm.invitations.queries import get_invitation, token_of
from plm.invitations.rules import LETTER_TEMPLATE, REMINDER_TEMPLATE
from plm.libraries.queries import get_library
from plm.web.calendar import ICS, calendar_of

if TYPE_CHECKING:
    from plm.outbox.tables import MailMessage


@dataclass(frozen=True)
class Letter:
    """A mail as it leaves."""

    subject: str
    body: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Kind:
    """`compose` gives None for a mail that is not needed any more; `sent` notes that it went out."""

    compose: Callable[[Session, MailMessage], Letter | None]
    sent: Callable[[Session, MailMessage], None]


def _invitation(session: Session, mail: MailMessage) -> Letter | None:
    """The letter or the reminder with the link, and the event for the reader's calendar."""
    invitation = get_invitation(session, mail.event_id, mail.about["invitation_id"])
    if not is_still_wanted(invitation, mail, now=now()):
        return None
    settings = current_app.extensions["settings"]
    event, library = get_event_by_id(session, mail.event_id), get_library(session, invitation.library_id)
    path = url_for("public.reply.index", token=token_of(invitation, settings.secret_key))
    url = f"{settings.public_url}{path}"
    text = render_template(f"mail/{mail.template}.txt", event=event, library=library, invitation=invitation, url=url)
    calendar = Attachment("acara.ics", calendar_of(event, url="", now=mail.created_at), ICS)
    return _letter(text, calendar)


def _letter(text: str, *attachments: Attachment) -> Letter:
    """The first line is the subject."""
    subject, _, body = text.partition("\n")
    return Letter(subject, body.strip() + "\n", attachments)


def _note_sent(session: Session, mail: MailMessage) -> None:
    note_sent(session, mail=mail, now=now())


LETTERS = {
    LETTER_TEMPLATE: Kind(_invitation, _note_sent),
    REMINDER_TEMPLATE: Kind(_invitation, _note_sent),
}

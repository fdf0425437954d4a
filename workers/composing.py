"""What each kind of mail says, and what is noted when it has gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app, get_template_attribute, render_template, url_for
from sqlalchemy.orm import Session

from plm.adapters.certificates import read_pdf
from plm.adapters.mail import Attachment
from plm.adapters.storage import storage_of
from plm.adapters.tickets import ticket_png
from plm.certificates.queries import get_certificate, stored_pdf
from plm.certificates.rules import READY_TEMPLATE, CertificateState, Identity, file_name
from plm.clock import now
from plm.eligibility.queries import explanation_token, find_explanation_link
from plm.events.queries import get_event_by_id
from plm.invitations.actions import is_still_wanted, note_sent
from plm.invitations.queries import find_invitation, find_invitation_by_id, get_invitation, get_question, token_of
from plm.invitations.rules import LETTER_TEMPLATE, QUESTION_TEMPLATE, REMINDER_TEMPLATE
from plm.letters.queries import find_letter_of_invitation
from plm.libraries.queries import get_library
from plm.objections.actions import ANSWER_TEMPLATE
from plm.objections.queries import get_objection
from plm.registration.queries import find_participant, get_participant, participant_token
from plm.registration.rules import LOST_TEMPLATE, TICKET_TEMPLATE, ParticipantState
from plm.web.calendar import ICS, calendar_of
from plm.web.faces import faces_of
from plm.wording import full_name

if TYPE_CHECKING:
    from plm.certificates.tables import Certificate
    from plm.invitations.tables import Invitation
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
    return _letter(text, *_paper_of(session, invitation), calendar)


def _paper_of(session: Session, invitation: Invitation) -> list[Attachment]:
    """The printed letter, where there is one."""
    letter = find_letter_of_invitation(session, invitation.event_id, invitation.id)
    if letter is None or letter.storage_key is None:
        return []
    return [Attachment("surat-undangan.pdf", storage_of(current_app).get(letter.storage_key), "application/pdf")]


def _question(session: Session, mail: MailMessage) -> Letter | None:
    """The answer to what a library asked."""
    question = get_question(session, mail.event_id, mail.about["question_id"])
    invitation = get_invitation(session, mail.event_id, question.invitation_id)
    settings = current_app.extensions["settings"]
    url = url_for("public.reply.index", token=token_of(invitation, settings.secret_key))
    text = render_template(
        "mail/question.txt",
        event=get_event_by_id(session, mail.event_id),
        library=get_library(session, invitation.library_id),
        question=question,
        url=f"{settings.public_url}{url}",
    )
    return _letter(text)


def _objection(session: Session, mail: MailMessage) -> Letter | None:
    """The answer to an objection, with the link behind which the library reads everything."""
    objection = get_objection(session, mail.event_id, mail.about["objection_id"])
    event, library = get_event_by_id(session, mail.event_id), get_library(session, objection.library_id)
    verdict = get_template_attribute("macros/objections.html", "verdict_word")(objection.verdict)
    url = _explanation_url(session, event.id, library.id)
    text = render_template(
        "mail/objection.txt", event=event, library=library, objection=objection, verdict=verdict, url=url
    )
    return _letter(text)


def _ticket(session: Session, mail: MailMessage) -> Letter | None:
    """A person's page, with the ticket and the event for the calendar; nothing once there is no ticket."""
    person = get_participant(session, mail.event_id, mail.about["participant_id"])
    event, settings = get_event_by_id(session, mail.event_id), current_app.extensions["settings"]
    faces = faces_of(event, [person])
    if not faces or person.email != mail.recipient:
        return None
    path = url_for("public.participant.index", token=participant_token(person, settings.secret_key))
    text = render_template("mail/ticket.txt", event=event, person=person, url=f"{settings.public_url}{path}")
    calendar = Attachment("acara.ics", calendar_of(event, url="", now=mail.created_at), ICS)
    picture = Attachment("tiket.png", ticket_png(faces[0]), "image/png")
    return _letter(text, picture, calendar)


def _certificate(session: Session, mail: MailMessage) -> Letter | None:
    """The way to a person's certificate; a library's comes with it. Nothing once it has ended.

    The PDF itself is not sent to a person: fetched, it is counted, and one replaced meanwhile lies in no mailbox.
    """
    certificate = get_certificate(session, mail.event_id, mail.about["certificate_id"])
    place = stored_pdf(session, certificate)
    if certificate.state is not CertificateState.ISSUED or certificate.awaits_seal or place is None:
        return None
    event, settings, attached = get_event_by_id(session, mail.event_id), current_app.extensions["settings"], []
    url = _own_page(session, certificate, mail)
    if url is None:
        return None
    if not url:
        pdf = read_pdf(storage_of(current_app), place)
        attached = [Attachment(file_name(certificate.number), pdf, "application/pdf")]
    text = render_template(
        "mail/certificate.txt",
        event=event,
        certificate=certificate,
        identity=Identity.from_document(certificate.identity),
        url=url,
        check_url=f"{settings.public_url}/v",
    )
    return _letter(text, *attached)


def _own_page(session: Session, certificate: Certificate, mail: MailMessage) -> str | None:
    """The person's page; "" for a library's certificate, None when the address is not the person's any more."""
    if certificate.participant_id is None:
        return ""
    person = get_participant(session, mail.event_id, certificate.participant_id)
    if person.email != mail.recipient:
        return None
    settings = current_app.extensions["settings"]
    path = url_for("public.participant.index", token=participant_token(person, settings.secret_key))
    return f"{settings.public_url}{path}"


def _lost_links(session: Session, mail: MailMessage) -> Letter | None:
    """Every link that belongs to the address, as they are now."""
    settings = current_app.extensions["settings"]
    links = []
    for participant_id in mail.about["participant_ids"]:
        person = find_participant(session, participant_id)
        if person is not None and person.state is ParticipantState.ACTIVE:
            path = url_for("public.participant.index", token=participant_token(person, settings.secret_key))
            links.append((get_event_by_id(session, person.event_id), full_name(person), path))
    for invitation_id in mail.about["invitation_ids"]:
        invitation = find_invitation_by_id(session, invitation_id)
        if invitation is not None and invitation.revoked_at is None:
            path = url_for("public.reply.index", token=token_of(invitation, settings.secret_key))
            name = get_library(session, invitation.library_id).name
            links.append((get_event_by_id(session, invitation.event_id), name, path))
    told = [(event, name, f"{settings.public_url}{path}") for event, name, path in links]
    return _letter(render_template("mail/lost_links.txt", links=told)) if told else None


def _explanation_url(session: Session, event_id: int, library_id: int) -> str:
    """Behind the invitation where there is one, else behind the library's own link; nothing without either."""
    settings = current_app.extensions["settings"]
    if invitation := find_invitation(session, event_id, library_id):
        found = url_for("public.explanation.index", token=token_of(invitation, settings.secret_key), kind="u")
    elif link := find_explanation_link(session, event_id, library_id):
        found = url_for("public.explanation.index", token=explanation_token(link, settings.secret_key), kind="k")
    else:
        return ""
    return f"{settings.public_url}{found}"


def _letter(text: str, *attachments: Attachment) -> Letter:
    """The first line is the subject."""
    subject, _, body = text.partition("\n")
    return Letter(subject, body.strip() + "\n", attachments)


def _note_nothing(session: Session, mail: MailMessage) -> None:
    """The outbox says it all."""


def _note_sent(session: Session, mail: MailMessage) -> None:
    note_sent(session, mail=mail, now=now())


LETTERS = {
    LETTER_TEMPLATE: Kind(_invitation, _note_sent),
    REMINDER_TEMPLATE: Kind(_invitation, _note_sent),
    ANSWER_TEMPLATE: Kind(_objection, _note_nothing),
    QUESTION_TEMPLATE: Kind(_question, _note_nothing),
    TICKET_TEMPLATE: Kind(_ticket, _note_nothing),
    READY_TEMPLATE: Kind(_certificate, _note_nothing),
    LOST_TEMPLATE: Kind(_lost_links, _note_nothing),
}

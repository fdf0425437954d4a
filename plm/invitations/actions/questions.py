"""What libraries ask, and the committee's answer."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.invitations.rules import QUESTION_TEMPLATE, QuestionAnswered
from plm.invitations.tables import Invitation, InvitationQuestion
from plm.outbox.actions import put_mail
from plm.outbox.tables import MailMessage


def ask_question(session: Session, *, invitation: Invitation, words: str, now: datetime) -> InvitationQuestion:
    """Keep what the library asks; the same words again are the same question."""
    words = words.strip()
    digest = sha256(words.encode(errors="surrogatepass")).hexdigest()
    question = InvitationQuestion(
        event_id=invitation.event_id, invitation_id=invitation.id, words=words, words_sha256=digest, asked_at=now
    )
    try:
        with session.begin_nested():
            session.add(question)
    except IntegrityError:
        query = select(InvitationQuestion).where(
            InvitationQuestion.invitation_id == invitation.id, InvitationQuestion.words_sha256 == digest
        )
        return session.scalars(query).one()
    actor = f"library:{invitation.library_id}"
    record(
        session, actor=actor, verb="invitation.ask", subject=f"invitation:{invitation.id}", now=now,
        event_id=invitation.event_id, reason=words,
    )  # fmt: skip
    return question


def answer_question(
    session: Session, *, question: InvitationQuestion, answer: str, address: str, actor: str, now: datetime
) -> MailMessage | None:
    """Answer once; the library reads it behind its link, and by mail where there is an address.

    Raises QuestionAnswered when somebody was faster.
    """
    statement = (
        update(InvitationQuestion)
        .where(InvitationQuestion.id == question.id, InvitationQuestion.answered_at.is_(None))
        .values(answer=answer.strip(), answered_by=actor, answered_at=now)
        .execution_options(synchronize_session=False)
    )
    if session.connection().execute(statement).rowcount != 1:
        raise QuestionAnswered(question_id=question.id)
    session.refresh(question)
    record(
        session, actor=actor, verb="invitation.answer", subject=f"invitation:{question.invitation_id}", now=now,
        event_id=question.event_id, reason=answer,
    )  # fmt: skip
    if not address:
        return None
    return put_mail(
        session, event_id=question.event_id, purpose=f"question:{question.id}", recipient=address,
        template=QUESTION_TEMPLATE, about={"question_id": question.id}, now=now,
    )  # fmt: skip

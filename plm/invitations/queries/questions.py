"""Reading what libraries ask."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plm.errors import NotFound
from plm.invitations.tables import Invitation, InvitationQuestion
from plm.libraries.tables import Library


@dataclass(frozen=True)
class QuestionLine:
    """One row of the committee's list."""

    question: InvitationQuestion
    library: Library


def get_question(session: Session, event_id: int, question_id: int) -> InvitationQuestion:
    """A question of this event, or NotFound."""
    found = session.get(InvitationQuestion, question_id)
    if found is None or found.event_id != event_id:
        raise NotFound(what="question", value=question_id)
    return found


def questions_of_invitation(session: Session, invitation_id: int) -> list[InvitationQuestion]:
    """The latest first."""
    query = select(InvitationQuestion).where(InvitationQuestion.invitation_id == invitation_id)
    return list(session.scalars(query.order_by(InvitationQuestion.id.desc())))


def questions_of(session: Session, event_id: int) -> list[QuestionLine]:
    """Those that wait first, the oldest on top; then the latest answered."""
    query = (
        select(InvitationQuestion, Library)
        .join(Invitation, Invitation.id == InvitationQuestion.invitation_id)
        .join(Library, Library.id == Invitation.library_id)
        .where(InvitationQuestion.event_id == event_id)
        .order_by(
            InvitationQuestion.answered_at.is_not(None), InvitationQuestion.answered_at.desc(), InvitationQuestion.id
        )
    )
    return [QuestionLine(question, library) for question, library in session.execute(query)]


def open_questions(session: Session, event_id: int) -> int:
    """How many wait for an answer."""
    query = select(func.count()).where(
        InvitationQuestion.event_id == event_id, InvitationQuestion.answered_at.is_(None)
    )
    return session.scalar(query) or 0

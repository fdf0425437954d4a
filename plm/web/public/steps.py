"""What the pages of one registration share: whose it is, which step, what is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from plm.clock import now
from plm.extensions import db
from plm.invitations.rules import Reply
from plm.libraries.queries import places_of
from plm.registration.queries import (
    AskedPaper,
    details_of,
    find_letter,
    journeys_of,
    papers_of,
    requested_papers,
    roster_of,
    terms_of,
    unsettled_pages,
)
from plm.registration.rules import (
    DocumentState,
    Step,
    StepKind,
    is_complete,
    next_undone,
    step_before,
    step_of,
    steps_for,
)
from plm.web.public.links import LibraryLink, library_link

if TYPE_CHECKING:
    from flask_wtf import FlaskForm

    from plm.registration.tables import Delegation, Document, Participant


@dataclass(frozen=True)
class Progress:
    """What is there, which pages are done, and the step to go on with."""

    steps: tuple[Step, ...]
    people: dict[int, Participant]
    done: frozenset[tuple[StepKind, int]]
    letter: Document | None
    papers: list[AskedPaper]
    next: Step


def accepted_link(token: str) -> LibraryLink:
    """The link of a library that has said it comes; others are sent to their page."""
    link = library_link(token)
    if link.delegation is None or link.invitation.reply is not Reply.ACCEPTED:
        abort(redirect(url_for("public.reply.index", token=token)))
    return link


def draft_link(token: str) -> LibraryLink:
    """The same, while nothing is sent yet."""
    link = accepted_link(token)
    if link.is_submitted:
        abort(redirect(url_for("public.reply.index", token=token)))
    return link


def too_late(token: str, form: FlaskForm) -> ResponseReturnValue:
    """What a page left open says once the delegation is sent: nothing is saved, and what was typed is still there."""
    if request.method == "GET":
        return redirect(url_for("public.reply.index", token=token))
    typed = [(field.label.text, said(field)) for field in form if field.data and field.name != "csrf_token"]
    return render_template("public/registration/too_late.html", typed=typed, **page_of(library_link(token))), 409


def said(field: Any) -> Any:
    """The words of the choice, or the text."""
    words = {str(value): label for value, label in getattr(field, "choices", ())}
    return words.get(str(field.data), field.data)


def progress_of(delegation: Delegation) -> Progress:
    """How far this draft is."""
    session = db.session()
    people = {person.position_number or 0: person for person in roster_of(session, delegation.id)}
    unsettled = unsettled_pages(session, delegation.id)
    whole = {number for number, person in people.items() if is_complete(details_of(person))}
    told = journeys_of(session, [person.id for person in people.values()])
    letter = find_letter(session, delegation.id)
    done = {(StepKind.ANSWER, 0)}
    done |= {(StepKind.PARTICIPANT, number) for number in whole}
    done |= {(StepKind.JOURNEY, number) for number, person in people.items() if person.id in told}
    if letter is not None and letter.state is not DocumentState.REJECTED:
        done.add((StepKind.LETTER, 0))
    papers = papers_of(
        session,
        delegation.event_id,
        delegation_id=delegation.id,
        participant_ids=[people[number].id for number in sorted(people)],
    )
    if not any(paper.is_due for paper in papers):
        done.add((StepKind.PAPERS, 0))
    steps = _steps(delegation.event_id, delegation.seats)
    left = frozenset(done - unsettled)
    return Progress(steps, people, left, letter, papers, next_undone(steps, left))


def _steps(event_id: int, seats: int) -> tuple[Step, ...]:
    session = db.session()
    has_papers = bool(requested_papers(session, event_id))
    return steps_for(seats, has_journey=bool(terms_of(session, event_id).journey), has_papers=has_papers)


def page_of(link: LibraryLink, kind: StepKind | None = None, person: int = 0) -> dict[str, Any]:
    """What every page behind a library's link is given."""
    # Nobody knows yet how many will come, so the way is at least one person long.
    terms = terms_of(db.session(), link.event.id)
    steps = _steps(link.event.id, link.delegation.seats if link.delegation else 1)
    place = places_of(db.session(), [link.library.region_code])[link.library.region_code]
    saved_at = link.delegation.saved_at if link.delegation else None
    zone = ZoneInfo(link.event.zone.value)
    step = step_of(steps, kind, person) if kind else None
    return {
        "event": link.event,
        "library": link.library,
        "invitation": link.invitation,
        "delegation": link.delegation,
        "place": place,
        "token": link.token,
        "steps": steps,
        "step": step,
        "before": step_before(steps, step) if step and step.number > 1 else None,
        "terms": terms,
        "now": now(),
        "saved_at": saved_at,
        "saved_today": saved_at is not None and saved_at.astimezone(zone).date() == now().astimezone(zone).date(),
    }

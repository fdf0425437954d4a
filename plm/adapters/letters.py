"""Invitation letters on their way to paper: asked for in chunks, drawn and stored one by one."""

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from plm import clock
from plm.adapters.broker import commit_and_send
from plm.adapters.pdf import GlyphMissing, date_range, render_document, render_pdf
from plm.adapters.storage import Storage
from plm.events.queries import get_event_by_id
from plm.events.rules import EventMode
from plm.jobs.actions import ask_for
from plm.jobs.rules import JobName
from plm.letters.actions import note_letter_failure, store_letter
from plm.letters.queries import Paper, find_paper
from plm.letters.rules import LetterFailure

CHUNK = 20


def commit_and_print_letters(session: Session, letter_ids: Sequence[int], *, now: datetime) -> None:
    """Commit, and ask the workers for the PDFs: one job a chunk."""
    chunks = [list(letter_ids[start : start + CHUNK]) for start in range(0, len(letter_ids), CHUNK)]
    name = JobName.RENDER_LETTERS
    commit_and_send(session, *((ask_for(session, name, now=now, letter_ids=chunk), name) for chunk in chunks))


def print_letter(session: Session, letter_id: int, *, storage: Storage) -> None:
    """Draw and store one PDF if it is still wanted; no transaction is open while drawing."""
    paper = find_paper(session, letter_id)
    event = facts_of_event(session, paper.event_id) if paper else {}
    session.commit()
    if paper is None:
        return
    try:
        pdf = letter_pdf(paper, event, storage=storage)
    except GlyphMissing:  # this one letter's own fault; anything else fails the job, which is tried again
        note_letter_failure(session, letter_id=letter_id, failure=LetterFailure.GLYPH_MISSING)
        session.commit()
        return
    # The file first, then its row: named by its content, so that a slower twin overwrites nothing.
    key = f"invitation-letters/{paper.event_id}/{paper.run_id}/{hashlib.sha256(pdf).hexdigest()}.pdf"
    storage.put(key, pdf)
    store_letter(session, letter_id=letter_id, storage_key=key, now=clock.now())
    session.commit()


def facts_of_event(session: Session, event_id: int) -> dict[str, Any]:
    """What the letter says of the meeting."""
    event = get_event_by_id(session, event_id)
    place = "Daring" if event.mode is EventMode.ONLINE else ", ".join(filter(None, (event.place, event.city)))
    stay = ""
    if event.check_in_on or event.check_out_on:
        stay = date_range(event.check_in_on or event.starts_on, event.check_out_on or event.ends_on)
    return {
        "name": event.name,
        "days": date_range(event.starts_on, event.ends_on),
        "zone": event.zone.name,
        "place": place,
        "stay": stay,
        "closes_at": event.registration_closes_at,
        "organiser": event.organiser,
    }


def letter_pdf(paper: Paper, event: dict[str, Any], *, storage: Storage) -> bytes:
    """One letter as tagged PDF, A4; the same facts make the same bytes."""
    logo = _as_image(storage.get(paper.logo_key), paper.logo_key) if paper.logo_key else ""
    return render_pdf(render_document("invitation_letter.html", {"paper": paper, "event": event, "logo": logo}))


def _as_image(data: bytes, key: str) -> str:
    kind = "png" if key.endswith(".png") else "jpeg"
    return f"data:image/{kind};base64,{b64encode(data).decode()}"

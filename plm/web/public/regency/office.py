"""What the office's pages share: whose they are, and what each library is called on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, current_app, render_template

from plm.clock import now
from plm.extensions import db
from plm.libraries.queries import get_library, places_of
from plm.registration.queries import RegencyLine, regency_lines
from plm.registration.rules import LARGEST_PAPER, StepKind, institution_line
from plm.web.public.links import LibraryLink, library_link
from plm.web.public.regency.forms import LetterForm
from plm.web.public.steps import page_of, progress_of

if TYPE_CHECKING:
    from plm.invitations.tables import Invitation

blueprint = Blueprint("regency", __name__, url_prefix="/u/<token>/wilayah")


def office_of(token: str) -> tuple[LibraryLink, list[RegencyLine]]:
    """The link of a regency's office with the other libraries; any other link has no such page."""
    link = library_link(token)
    lines = regency_lines(db.session(), link.event.id, link.library)
    return (link, lines) if lines else abort(404)


def index_page(link: LibraryLink, lines: list[RegencyLine], form: LetterForm, refused: list[tuple[str, str]]) -> str:
    """Every library with where it stands, and what was refused just now."""
    progress = {line.invitation.id: progress_of(line.delegation) for line in lines if line.delegation is not None}
    open_ones = [line for line in lines if line.is_open(now())]
    ready = [line for line in open_ones if _is_ready(progress.get(line.invitation.id))]
    return render_template(
        "public/regency/index.html",
        lines=lines,
        progress=progress,
        drafts=[line for line in open_ones if line.delegation is not None],
        open_ones=open_ones,
        ready=ready,
        refused=refused,
        form=form,
        limit=LARGEST_PAPER,
        **page_of(link),
    )


def _is_ready(progress: Any) -> bool:
    return progress is not None and progress.next.kind is StepKind.REVIEW


def institution_of(invitation: Invitation) -> str:
    """The library of an invitation with where it lies."""
    library = get_library(db.session(), invitation.library_id)
    code = library.region_code
    return institution_line(library.name, places_of(db.session(), [code])[code])


def secret() -> str:
    """The key that links and tickets are derived with."""
    return str(current_app.extensions["settings"].secret_key)

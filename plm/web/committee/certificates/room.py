"""What the pages of certificates share."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, render_template, url_for

from plm.adapters.signing import Seal, SigningUnavailable, ends_soon, flaw_of, open_the_seal
from plm.certificates import queries
from plm.certificates.rules import (
    SealFlaw,
)
from plm.extensions import db
from plm.web.guards import may_change, this_event

blueprint = Blueprint("certificates", __name__)


def page_of(name: str, **facts: Any) -> str:
    """A page of this room, with what each of them needs."""
    event = this_event()
    return render_template(f"committee/certificates/{name}.html", event=event, may_change=may_change(), **facts)


def home() -> str:
    """The register."""
    return url_for("committee.certificates.index", slug=this_event().slug)


def people_due() -> list[queries.Candidate]:
    """Everybody of the event in each role, and each award, with the decision as the rule stands now."""
    return queries.candidates_of(db.session(), this_event())


@dataclass(frozen=True)
class SealNote:
    """What the pages say of the key: who signs, or why nobody can."""

    seal: Seal | None
    flaw: SealFlaw | None = None
    ends_soon: bool = False


def seal_in_use() -> SealNote:
    """Who will sign, or why the key cannot be used."""
    try:
        seal = open_the_seal(current_app.extensions["settings"])
    except SigningUnavailable as unavailable:
        return SealNote(None, flaw_of(unavailable))
    return SealNote(seal, ends_soon=ends_soon(seal))

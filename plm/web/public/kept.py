"""Pages about one person of a draft: kept while typed, stored when sound, never overwritten unseen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from plm.clock import now
from plm.extensions import db
from plm.registration.actions import keep_typed
from plm.registration.queries import find_page
from plm.registration.rules import AlreadySubmitted, PageChanged, StepKind
from plm.web.public.links import LibraryLink
from plm.web.public.steps import accepted_link, page_of, said, too_late
from plm.wording import clock_time, refusal_sentence

if TYPE_CHECKING:
    from plm.registration.tables import Delegation, DraftPage


class KeptForm(FlaskForm):
    """A form that knows which revision of its page was shown; `later` puts it aside as it stands."""

    seen = HiddenField()

    @property
    def later(self) -> bool:
        return "later" in request.form

    @property
    def revision(self) -> int | None:
        """Which revision of the page was shown; None where nobody says."""
        shown = self.seen.data or ""
        return int(shown) if shown.isdecimal() else None

    @property
    def questions(self) -> list[Any]:
        """The fields that somebody types into."""
        return [field for field in self if field.name not in ("seen", "csrf_token")]

    def typed(self) -> dict[str, str]:
        """What stands in the fields, sound or not."""
        return {field.name: " ".join(field.raw_data or ()) for field in self.questions}


@dataclass(frozen=True)
class KeptPage:
    """One such page: `make(link, number, **options)` gives its form filled with what is stored, `save` stores it."""

    kind: StepKind
    endpoint: str
    template: str
    make: Callable[..., KeptForm]
    save: Callable[[LibraryLink, int, Any], None]
    more: Callable[[Any], dict[str, Any]]


def show_or_save(page: KeptPage, link: LibraryLink, number: int) -> ResponseReturnValue:
    """The page itself, and what follows when it is sent."""
    form = _form(page, link, number)
    if link.is_submitted:
        return too_late(link.token, form)
    if request.method == "GET":
        return _shown(page, link, number, form)
    is_sound = form.validate_on_submit()
    try:
        page.save(link, number, form) if is_sound else _keep(page, link, number, form)
    except AlreadySubmitted:
        db.session.rollback()
        return too_late(link.token, form)
    except PageChanged as refusal:
        db.session.rollback()
        return _both(page, link.token, number, form, refusal)
    db.session.commit()
    if not is_sound and not form.later:
        form.seen.data = _seen(_typed_at(page, delegation_of(link), number))
        return _shown(page, link, number, form), 422
    return redirect(url_for("public.reply.index" if form.later else "public.registration.go_on", token=link.token))


def keep(page: KeptPage, link: LibraryLink, number: int) -> ResponseReturnValue:
    """What is typed so far, for the page's script: kept as it stands, sound or not."""
    form = _form(page, link, number)
    try:
        kept = _keep(page, link, number, form)
    except (AlreadySubmitted, PageChanged) as refusal:
        db.session.rollback()
        return jsonify(said=refusal_sentence(refusal)), refusal.status
    db.session.commit()
    words = _("Draf tersimpan pukul %(time)s.", time=clock_time(kept.saved_at, link.event.zone))
    return jsonify(revision=kept.revision, said=words)


def delegation_of(link: LibraryLink) -> Delegation:
    """The delegation of a link that has one."""
    assert link.delegation is not None
    return link.delegation


def _form(page: KeptPage, link: LibraryLink, number: int, *, as_kept: bool = False) -> KeptForm:
    """What was typed last, or else what is stored; posted words win unless the page is wanted `as_kept`."""
    kept = _typed_at(page, delegation_of(link), number)
    if request.method == "POST" and not as_kept:
        return page.make(link, number)
    form = page.make(link, number, formdata=MultiDict(kept.typed) if kept and kept.typed else None)
    form.seen.data = _seen(kept)
    return form


def _typed_at(page: KeptPage, delegation: Delegation, number: int) -> DraftPage | None:
    return find_page(db.session(), delegation.id, page.kind, number)


def _seen(kept: DraftPage | None) -> str:
    return str(kept.revision if kept else 0)


def _keep(page: KeptPage, link: LibraryLink, number: int, form: KeptForm) -> DraftPage:
    return keep_typed(
        db.session(),
        delegation=delegation_of(link),
        page=page.kind,
        number=number,
        typed=form.typed(),
        seen=form.revision,
        now=now(),
    )


def _shown(page: KeptPage, link: LibraryLink, number: int, form: KeptForm) -> str:
    return render_template(page.template, form=form, **page.more(form), **page_of(link, page.kind, number))


def _both(page: KeptPage, token: str, number: int, form: KeptForm, refusal: PageChanged) -> ResponseReturnValue:
    """Two tabs, one draft: what is saved and what was just typed, side by side, and the reader chooses."""
    link = accepted_link(token)
    stored = _form(page, link, number, as_kept=True)
    rows = [(field.label.text, said(stored[field.name]), said(field)) for field in form.questions]
    form.seen.data = stored.seen.data
    here = url_for(page.endpoint, token=token, number=number)
    known = page_of(link, page.kind, number)
    body = render_template(
        "public/registration/both.html", form=form, rows=rows, refusal=refusal, here=here, typed=form.typed(), **known
    )
    return body, refusal.status

"""One template: its text and images, tried before they are kept; its versions."""

import re
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FileField, HiddenField, TextAreaField

from plm.adapters.certificates import check_on_paper, keep_image, picture_of, preview_pdf, remarks_on
from plm.adapters.engine import TemplateRefused
from plm.adapters.storage import storage_of
from plm.certificates import actions, queries
from plm.certificates.rules import (
    MOST_IMAGES,
    PLACES,
    Content,
    ImageProblem,
    ImageRefused,
    Paper,
    TemplateChanged,
    TemplateTextRefused,
    check_content,
)
from plm.clock import now
from plm.extensions import db, limiter
from plm.web.committee.certificates.room import blueprint, page_of
from plm.web.committee.certificates.templates import public_url, shown
from plm.web.forms import Text, trimmed
from plm.web.guards import readable, this_event
from plm.web.identity import signed_in
from plm.wording import refusal_sentence

TRIES = "40 per minute"
KEPT_IMAGE = re.compile(r"[a-z0-9-]{1,40}\.(?:png|jpg|svg)=templates/[0-9a-f]{64}\.(?:png|jpg|svg)")


class EditorForm(FlaskForm):
    """The text of a template; `seen` is the version it began from."""

    html = TextAreaField(_l("Isi (HTML)"))
    css = TextAreaField(_l("Gaya (CSS)"))
    image = FileField(_l("Tambah gambar"))
    named = Text(_l("Nama lain untuk dicoba"), most=200)
    seen = HiddenField()


@dataclass
class Trial:
    """What came of a look at what was typed."""

    problems: list[tuple[str, str, str]] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    pictures: list[dict[str, Any]] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        return bool(self.problems or self.sentences)


@blueprint.route("/<slug>/sertifikat/templat/<int:template_id>", methods=["GET", "POST"])
@readable
@limiter.limit(TRIES, methods=["POST"])
def edit_template(slug: str, template_id: int) -> ResponseReturnValue:
    """The editor; what is typed is tried on paper first, and kept as a new version when asked."""
    template = queries.get_template(db.session(), this_event().id, template_id)
    held = queries.newest_version(db.session(), template.id)
    form = EditorForm(data={"html": held.html, "css": held.css, "seen": held.number})
    if request.method == "GET":
        return _page(template, form, queries.content_of(held).images, Trial())
    trial = Trial()
    content = _typed(form, trial)
    _try(template, form, content, trial)
    if not form.validate():
        trial.sentences += [str(message) for messages in form.errors.values() for message in messages]
    if "simpan" in request.form and not trial.failed and _kept(template, form, content, trial):
        return redirect(url_for(".edit_template", slug=slug, template_id=template.id))
    return _page(template, form, content.images, trial), 422 if trial.failed else 200


@blueprint.post("/<slug>/sertifikat/templat/<int:template_id>/pratinjau.pdf")
@limiter.limit(TRIES)
def draft_pdf(slug: str, template_id: int) -> ResponseReturnValue:
    """What is typed, as a PDF; nothing is kept. What cannot be printed is said in the editor."""
    template = queries.get_template(db.session(), this_event().id, template_id)
    form, trial = EditorForm(), Trial()
    content = _typed(form, trial)
    papers = queries.sample_papers(db.session(), this_event(), template.kind, named=form.named.data or "")
    try:
        check_content(template.kind, content)
        pdf = preview_pdf(
            content, papers[-1 if form.named.data else 0], storage_of(current_app), public_url=public_url()
        )
    except (TemplateTextRefused, TemplateRefused):
        pdf = b""
    return shown(pdf, "application/pdf") if pdf else edit_template(slug, template_id)


@blueprint.get("/<slug>/sertifikat/templat/<int:template_id>/versi")
def template_versions(slug: str, template_id: int) -> str:
    """All versions, with what each looks like."""
    template = queries.get_template(db.session(), this_event().id, template_id)
    versions = queries.versions_of(db.session(), template.id)
    return page_of("template_versions", template=template, versions=versions)


@blueprint.post("/<slug>/sertifikat/templat/<int:template_id>/versi/<int:number>")
def restore_version(slug: str, template_id: int, number: int) -> ResponseReturnValue:
    """What an old version said, as the newest."""
    template = queries.get_template(db.session(), this_event().id, template_id)
    version = queries.get_version(db.session(), template.id, number)
    made = actions.restore_version(db.session(), template=template, version=version, by=signed_in().actor, now=now())
    db.session.commit()
    flash(_("Isi versi %(old)d berlaku lagi sebagai versi %(new)d.", old=number, new=made))
    return redirect(url_for(".edit_template", slug=slug, template_id=template.id))


@blueprint.post("/<slug>/sertifikat/templat/<int:template_id>/arsip")
def archive_template(slug: str, template_id: int) -> ResponseReturnValue:
    """Out of the way; certificates that were issued with it keep it."""
    template = queries.get_template(db.session(), this_event().id, template_id)
    actions.archive_template(db.session(), template=template, by=signed_in().actor, now=now())
    db.session.commit()
    flash(_("Templat %(name)s diarsipkan.", name=template.name))
    return redirect(url_for(".templates", slug=slug))


def _typed(form: EditorForm, trial: Trial) -> Content:
    """The text as it stands in the form, with the images that stay and the one that was brought."""
    images = dict(pair.split("=") for pair in request.form.getlist("gambar") if KEPT_IMAGE.fullmatch(pair))
    upload = request.files.get("image")
    if upload is not None and upload.filename:
        try:
            if len(images) >= MOST_IMAGES:
                raise ImageRefused(problem=ImageProblem.TOO_MANY, filename=upload.filename)
            name, key = keep_image(upload.read(), trimmed(upload.filename) or "", storage_of(current_app))
            images[name] = key
        except ImageRefused as refusal:
            trial.sentences.append(refusal_sentence(refusal))
    html, css = ((value or "").replace("\r\n", "\n") for value in (form.html.data, form.css.data))
    return Content(html, css, images)


def _try(template: Any, form: EditorForm, content: Content, trial: Trial) -> None:
    papers = queries.sample_papers(db.session(), this_event(), template.kind, named=form.named.data or "")
    storage, address = storage_of(current_app), public_url()
    try:
        check_content(template.kind, content)
        check_on_paper(content, papers, storage, public_url=address)
        remarks = remarks_on(content, papers, storage, public_url=address)
        trial.pictures = [_looked(content, paper, remark) for paper, remark in zip(papers, remarks, strict=True)]
    except TemplateTextRefused as refusal:
        trial.problems += [("text", problem, detail) for problem, detail in refusal.facts["problems"]]  # type: ignore[attr-defined]  # the rule's pairs
    except TemplateRefused as refused:
        trial.problems += [("paper", flaw, detail) for flaw, detail in refused.flaws]


def _looked(content: Content, paper: Paper, remarks: frozenset[str]) -> dict[str, Any]:
    pdf = preview_pdf(content, paper, storage_of(current_app), public_url=public_url())
    picture = f"data:image/png;base64,{b64encode(picture_of(pdf)).decode()}" if pdf else ""
    return {"name": paper.identity.name, "remarks": sorted(remarks), "picture": picture}


def _kept(template: Any, form: EditorForm, content: Content, trial: Trial) -> bool:
    typed = form.seen.data or ""
    seen = int(typed) if typed.isdecimal() else 0
    try:
        number = actions.save_template(
            db.session(), template=template, content=content, seen=seen, by=signed_in().actor, now=now()
        )
    except TemplateChanged as refusal:
        trial.sentences.append(refusal_sentence(refusal))
        return False
    db.session.commit()
    flash(_("Templat tersimpan sebagai versi %(number)d.", number=number))
    return True


def _page(template: Any, form: EditorForm, images: dict[str, str], trial: Trial) -> str:
    newest = queries.newest_version(db.session(), template.id)
    return page_of(
        "template_edit",
        template=template,
        newest=newest,
        form=form,
        images=images,
        trial=trial,
        places=PLACES,
        archivable=template.archived_at is None
        and template.id not in queries.roles_by_template(db.session(), template.event_id),
    )

"""The templates of an event: the list, a new one, and which role is printed with which."""

from typing import Any

from flask import Response, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from plm.adapters.certificates import picture_of, preview_pdf
from plm.adapters.engine import TemplateRefused
from plm.adapters.storage import storage_of
from plm.certificates import actions, queries
from plm.certificates.rules import (
    DEFAULT_NAMES,
    SHIPPED,
    Content,
    EarnedRole,
    TemplateKind,
    TemplateNameTaken,
    default_for,
    serves,
)
from plm.clock import now
from plm.extensions import db, limiter
from plm.web.committee.certificates.room import blueprint, page_of
from plm.web.forms import Choice, Radio, Text, refuse
from plm.web.guards import this_event
from plm.web.identity import signed_in

PICTURES = "120 per minute"
FOLDERS = {
    "lanskap": _l("Sertifikat A4 mendatar, berbingkai anyaman"),
    "potret": _l("Sertifikat A4 tegak, berbingkai anyaman"),
    "piagam": _l("Piagam penghargaan A4 mendatar, untuk pemenang"),
    "surat": _l("Surat keterangan A4 tegak, tanpa bingkai"),
    "kartu": _l("Kartu nama 90 × 125 mm, satu kartu setiap halaman"),
}


class NewTemplateForm(FlaskForm):
    """A name, and which of ours it begins as."""

    folder = Radio(_l("Mulai dari"), choices=list(FOLDERS.items()), default="lanskap")
    name = Text(_l("Nama templat"), needed=_l("Tulis nama templat, misalnya Sertifikat Narasumber."), most=120)


@blueprint.get("/<slug>/sertifikat/templat/")
def templates(slug: str) -> str:
    """All templates, what each is used for, and those of ours to begin from."""
    lines = queries.templates_of(db.session(), this_event().id)
    unused = {role for role in EarnedRole if not any(role in line.roles for line in lines)}
    return page_of("templates", lines=lines, shipped=SHIPPED, folders=FOLDERS, unused=unused)


@blueprint.route("/<slug>/sertifikat/templat/baru", methods=["GET", "POST"])
def new_template(slug: str) -> ResponseReturnValue:
    """A copy of one of ours under its own name."""
    form = NewTemplateForm()
    if form.validate_on_submit():
        ours = next(one for one in SHIPPED if one.folder == form.folder.data)
        try:
            made = actions.create_template(
                db.session(),
                event_id=this_event().id,
                kind=ours.kind,
                name=form.name.data or "",
                content=queries.shipped_content(ours.folder),
                by=signed_in().actor,
                now=now(),
            )
        except TemplateNameTaken as refusal:
            refuse(form.name, refusal)
        else:
            db.session.commit()
            return redirect(url_for(".edit_template", slug=slug, template_id=made.id))
    return page_of("template_new", form=form), 422 if form.errors else 200


@blueprint.route("/<slug>/sertifikat/templat/peran", methods=["GET", "POST"])
def template_roles(slug: str) -> ResponseReturnValue:
    """Which template each role is printed with, on one page."""
    session, event = db.session(), this_event()
    form = _roles_form(event.id)
    if form.validate_on_submit():
        chosen = {role: int(form[role.value].data) or None for role in EarnedRole}
        actions.choose_templates(session, event_id=event.id, chosen=chosen, by=signed_in().actor, now=now())
        session.commit()
        flash(_("Pilihan templat tersimpan. Berlaku untuk sertifikat yang terbit sesudah ini."))
        return redirect(url_for(".templates", slug=slug))
    return page_of("template_roles", form=form, roles=list(EarnedRole)), 422 if form.errors else 200


def _roles_form(event_id: int) -> FlaskForm:
    lines = [line.template for line in queries.templates_of(db.session(), event_id) if not line.template.archived_at]
    held = queries.choices_of(db.session(), event_id)

    class RolesForm(FlaskForm):
        """A select a role."""

    for role in EarnedRole:
        default = (0, _("Bawaan: %(name)s", name=DEFAULT_NAMES[default_for(role).folder]))
        fitting = [(one.id, one.name) for one in lines if serves(one.kind, role)]
        setattr(RolesForm, role.value, Choice(role.value, choices=[default, *fitting], default=held.get(role, 0)))
    return RolesForm()


@blueprint.get("/<slug>/sertifikat/templat/contoh/<folder>.png")
@limiter.limit(PICTURES)
def shipped_picture(slug: str, folder: str) -> Response:
    """What one of ours looks like."""
    ours = next((one for one in SHIPPED if one.folder == folder), None)
    if ours is None:
        return Response(status=404)
    return _picture(queries.shipped_content(folder), ours.kind)


@blueprint.get("/<slug>/sertifikat/templat/<int:template_id>/<int:number>.png")
@limiter.limit(PICTURES)
def template_picture(slug: str, template_id: int, number: int) -> Response:
    """What a version looks like, with the longest real name."""
    template = queries.get_template(db.session(), this_event().id, template_id)
    version = queries.get_version(db.session(), template_id, number)
    return _picture(queries.content_of(version), template.kind)


@blueprint.get("/<slug>/sertifikat/templat/<int:template_id>/<int:number>.pdf")
@limiter.limit(PICTURES)
def template_pdf(slug: str, template_id: int, number: int) -> Response:
    """The same to print on paper."""
    template = queries.get_template(db.session(), this_event().id, template_id)
    version = queries.get_version(db.session(), template_id, number)
    return shown(_pdf(queries.content_of(version), template.kind), "application/pdf")


def _picture(content: Content, kind: TemplateKind) -> Response:
    pdf = _pdf(content, kind)
    return shown(picture_of(pdf), "image/png") if pdf else Response(status=404)


def _pdf(content: Content, kind: TemplateKind) -> bytes:
    paper = queries.sample_papers(db.session(), this_event(), kind)[0]
    try:
        return preview_pdf(content, paper, storage_of(current_app), public_url=public_url())
    except TemplateRefused:
        return b""


def shown(content: bytes, kind: str) -> Response:
    answer = Response(content, mimetype=kind)
    answer.headers["Cache-Control"] = "no-store, private"  # it shows a name
    return answer


def public_url() -> str:
    settings: Any = current_app.extensions["settings"]
    return str(settings.public_url)

"""Links behind which libraries read why: made in bulk, shown, renewed, revoked, taken away as a sheet."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from plm.adapters.spreadsheets import write_xlsx
from plm.clock import now
from plm.eligibility.actions import make_explanation_links, renew_explanation_link, revoke_explanation_link
from plm.eligibility.queries import (
    count_explanation_links,
    explanation_links_of,
    explanation_token,
    find_explanation_link,
    get_candidate,
    latest_run,
    uninvited_without_link,
)
from plm.eligibility.rules import LinkTermPassed
from plm.extensions import db
from plm.libraries.queries import provinces
from plm.web.committee.eligibility.room import blueprint
from plm.web.committee.sheets import xlsx_response
from plm.web.forms import Choice, Moment, refuse
from plm.web.guards import may_change, this_event
from plm.web.identity import signed_in
from plm.wording import from_local, local_value, whatsapp

if TYPE_CHECKING:
    from plm.eligibility.tables import ExplanationLink
    from plm.libraries.tables import Library

USUAL_TERM = timedelta(days=30)


class LinksForm(FlaskForm):
    """Whose links, and until when they open."""

    province = Choice(_l("Provinsi"), default="")
    expires_at = Moment(_l("Tautan berlaku sampai"), validators=[InputRequired(_l("Tulis tanggal dan jamnya."))])


@blueprint.route("/tautan", methods=["GET", "POST"])
def links(slug: str) -> ResponseReturnValue:
    """Make a link for every library that is not invited and has none."""
    event, session = this_event(), db.session()
    form = LinksForm(data={"expires_at": _usual_end()})
    known = provinces(session)
    form.province.choices = [("", _("Semua provinsi")), *((region.code, region.name) for region in known)]
    if form.validate_on_submit():
        try:
            made = make_explanation_links(
                session, event=event, region_code=form.province.data or None, expires_at=_typed(form),
                secret_key=_secret(), actor=signed_in().actor, now=now(),
            )  # fmt: skip
        except LinkTermPassed as refusal:
            refuse(form.expires_at, refusal)
        else:
            session.commit()
            flash(ngettext("%(num)d tautan penjelasan siap.", "%(num)d tautan penjelasan siap.", made))
            return redirect(url_for(".links", slug=slug))
    body = render_template(
        "committee/eligibility/links.html",
        event=event,
        form=form,
        run=latest_run(session, event.id),
        waiting=len(uninvited_without_link(session, event.id)),
        made=count_explanation_links(session, event.id),
        provinces=known,
    )
    return body, 422 if form.errors else 200


@blueprint.get("/tautan.xlsx")
def links_sheet(slug: str) -> ResponseReturnValue:
    """The links of a province as a sheet; only for who may hand them out."""
    if not may_change():
        return Response(status=403)
    event = this_event()
    lines = explanation_links_of(db.session(), event.id, region_code=request.args.get("provinsi", "")[:2] or None)
    header = [_("Perpustakaan"), _("Kode wilayah"), _("Tautan"), _("Berlaku sampai"), _("Kontak"), _("Telepon")]
    rows = (
        [library.name, library.region_code, _url(link), local_value(link.expires_at, event.zone), library.contact_name,
         library.phone]
        for link, library in lines if link.revoked_at is None
    )  # fmt: skip
    return xlsx_response(write_xlsx(header, rows, sheet=_("Tautan")), f"penjelasan-{event.slug}.xlsx")


@blueprint.post("/<int:library_id>/tautan")
def renew_link(slug: str, library_id: int) -> ResponseReturnValue:
    """A link for one library; an old one is dead at once."""
    event, session = this_event(), db.session()
    library = get_candidate(session, event, library_id)
    renew_explanation_link(
        session, event=event, library_id=library.id, expires_at=now() + USUAL_TERM, secret_key=_secret(),
        actor=signed_in().actor, now=now(),
    )  # fmt: skip
    session.commit()
    flash(_("Tautan penjelasan siap."))
    return redirect(url_for(".library", slug=slug, library_id=library_id, _anchor="tautan"))


@blueprint.post("/<int:library_id>/tautan/cabut")
def revoke_link(slug: str, library_id: int) -> ResponseReturnValue:
    """It opens nothing any more."""
    event, session = this_event(), db.session()
    library = get_candidate(session, event, library_id)
    if link := find_explanation_link(session, event.id, library.id):
        revoke_explanation_link(session, link=link, actor=signed_in().actor, now=now())
        session.commit()
        flash(_("Tautan penjelasan dicabut."))
    return redirect(url_for(".library", slug=slug, library_id=library_id, _anchor="tautan"))


def shown_link(library: "Library") -> dict[str, object] | None:
    """The library's link with the same inside a ready WhatsApp message; None without one."""
    event = this_event()
    link = find_explanation_link(db.session(), event.id, library.id)
    if link is None:
        return None
    url = _url(link)
    text = render_template("mail/explanation_message.txt", event=event, library=library, url=url, link=link)
    return {"link": link, "url": url, "whatsapp": whatsapp(library.phone, text.strip()) if library.phone else ""}


def _url(link: "ExplanationLink") -> str:
    path = url_for("public.explanation.index", token=explanation_token(link, _secret()), kind="k")
    return f"{current_app.extensions['settings'].public_url}{path}"


def _secret() -> str:
    return str(current_app.extensions["settings"].secret_key)


def _usual_end() -> datetime:
    return datetime.fromisoformat(local_value(now() + USUAL_TERM, this_event().zone))


def _typed(form: LinksForm) -> datetime:
    assert form.expires_at.data is not None
    return from_local(form.expires_at.data, this_event().zone)

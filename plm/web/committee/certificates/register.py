"""The register, one certificate, and issuing."""

from datetime import timedelta

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_wtf import FlaskForm

from plm.adapters.certificates import commit_and_print
from plm.certificates import actions, queries
from plm.certificates.rules import (
    RegisterPart,
)
from plm.clock import now
from plm.extensions import db
from plm.web.addresses import asked_page
from plm.web.committee.certificates.room import blueprint, home, page_of, people_due, seal_in_use
from plm.web.guards import this_event
from plm.web.identity import signed_in
from plm.web.papers import certificate_file

PER_PAGE = 100
# A page that waits for a worker asks again by itself, but not for ever.
REFRESH_FOR = timedelta(minutes=15)


@blueprint.get("/<slug>/sertifikat/")
def index(slug: str) -> str:
    """How far it is, and the register."""
    session, event, text = db.session(), this_event(), request.args.get("cari", "").strip()
    page, word = asked_page(), request.args.get("status", "")
    part = RegisterPart(word) if word in set(RegisterPart) else None
    counts = queries.count_certificates(session, event.id, text=text)
    progress = queries.progress_of(session, event.id)
    return page_of(
        "index",
        candidates=people_due(),
        runs=queries.runs_of(session, event.id, now=now()),
        roles=queries.roles_issued(session, event.id),
        used=queries.templates_used(session, queries.Selection(event.id)),
        unmailed=queries.count_unmailed(session, event.id),
        settings=queries.find_settings(session, event.id),
        progress=progress,
        refreshes=bool(progress.waiting and progress.latest_at and now() - progress.latest_at < REFRESH_FOR),
        certificates=queries.certificates_of(
            session, event.id, text=text, part=part, limit=PER_PAGE, offset=PER_PAGE * (page - 1)
        ),
        counts=counts,
        total=counts[part],
        part=part,
        text=text,
        page=page,
        per_page=PER_PAGE,
        seal=seal_in_use(),
    )


@blueprint.route("/<slug>/sertifikat/terbitkan", methods=["GET", "POST"])
def issue(slug: str) -> ResponseReturnValue:
    """The question, and the issuing."""
    form = FlaskForm()
    if not form.validate_on_submit():
        return page_of("issue", form=form, due=sum(one.is_due for one in people_due()), seal=seal_in_use())
    issued = actions.issue_certificates(db.session(), event=this_event(), requested_by=signed_in().actor, now=now())
    commit_and_print(db.session(), issued, now=now())
    flash(ngettext("%(num)d sertifikat terbit.", "%(num)d sertifikat terbit.", len(issued)))
    run_id = queries.run_of_certificate(db.session(), issued[0]) if issued else None
    return redirect(url_for(".run", slug=slug, run_id=run_id) if run_id else home())


@blueprint.post("/<slug>/sertifikat/cetak")
def print_again(slug: str) -> ResponseReturnValue:
    """Ask once more for the PDFs that are missing."""
    waiting = queries.ids_to_print(db.session(), this_event().id)
    commit_and_print(db.session(), waiting, now=now())
    flash(ngettext("%(num)d PDF diminta lagi.", "%(num)d PDF diminta lagi.", len(waiting)))
    return redirect(home())


@blueprint.get("/<slug>/sertifikat/<int:certificate_id>")
def one(slug: str, certificate_id: int) -> str:
    """One certificate, and what can be done with it."""
    certificate = queries.get_certificate(db.session(), this_event().id, certificate_id)
    successor = certificate.replaced_by_id and queries.get_certificate(
        db.session(), this_event().id, certificate.replaced_by_id
    )
    place = queries.stored_pdf(db.session(), certificate)
    return page_of("one", certificate=certificate, successor=successor, place=place)


@blueprint.get("/<slug>/sertifikat/<int:certificate_id>.pdf")
def download(slug: str, certificate_id: int) -> Response:
    """One PDF."""
    certificate = queries.get_certificate(db.session(), this_event().id, certificate_id)
    return certificate_file(number=certificate.number, place=queries.stored_pdf(db.session(), certificate))

"""Handing out: all of them as one archive, and the mails to whoever has not been told."""

from dataclasses import replace

from flask import Response, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from plm.adapters.broker import commit_and_send
from plm.certificates import actions, queries
from plm.certificates.rules import EarnedRole, cut
from plm.clock import now
from plm.extensions import db
from plm.jobs.actions import ask_for
from plm.jobs.rules import JobName
from plm.web.committee.certificates.room import blueprint, home
from plm.web.guards import this_event
from plm.web.identity import signed_in
from plm.web.papers import certificates_printout, certificates_zip
from plm.web.sending import MAILS_A_JOB


@blueprint.get("/<slug>/sertifikat/semua.zip")
def archive(slug: str) -> ResponseReturnValue:
    """The valid and signed ones, all or of one role or issuing; what the committee takes is not counted."""
    chosen = chosen_files()
    if not queries.count_files(db.session(), chosen):
        return _nothing()
    return certificates_zip(queries.files_of(db.session(), chosen), f"sertifikat-{slug}.zip")


@blueprint.get("/<slug>/sertifikat/cetak.pdf")
def printout(slug: str) -> ResponseReturnValue:
    """The same as one long PDF for the printer, a page each; a file has one template."""
    session, chosen = db.session(), chosen_files()
    used = queries.templates_used(session, chosen)
    if not used:
        return _nothing()
    if len(used) > 1:
        flash(_("Pilihan itu memakai beberapa templat. Pilih satu peran atau satu templat, lalu cetak lagi."))
        return redirect(home())
    version_id = used[0].version_id
    files = queries.files_of(session, replace(chosen, template_version_id=version_id))
    return certificates_printout(version_id, files, f"cetak-sertifikat-{slug}.pdf")


@blueprint.post("/<slug>/sertifikat/surel")
def mail(slug: str) -> ResponseReturnValue:
    """Tell everybody who has an address and was not told yet."""
    session, moment, name = db.session(), now(), JobName.SEND_MAIL
    mails = actions.write_to_unmailed(session, event_id=this_event().id, by=signed_in().actor, now=moment)
    jobs = [(ask_for(session, name, now=moment, mail_ids=list(ids)), name) for ids in cut(mails, MAILS_A_JOB)]
    commit_and_send(session, *jobs)
    flash(ngettext("%(num)d surel dikirim.", "%(num)d surel dikirim.", len(mails)))
    return redirect(home())


def chosen_files() -> queries.Selection:
    """What the form asks for; words it does not know mean all."""
    role, asked = request.args.get("peran", ""), request.args
    return queries.Selection(
        this_event().id,
        role=EarnedRole(role) if role in set(EarnedRole) else None,
        run_id=asked.get("penerbitan", type=int),
        delegation_id=asked.get("rombongan", type=int),
        template_version_id=asked.get("templat", type=int),
    )


def _nothing() -> Response:
    flash(_("Belum ada sertifikat yang dapat diunduh dengan pilihan itu."))
    return redirect(home())  # type: ignore[return-value]  # werkzeug's Response is what Flask answers with

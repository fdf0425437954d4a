"""Issuings: how far each is, pausing, resuming, and what failed once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from plm.adapters.certificates import commit_and_print
from plm.certificates import actions, queries
from plm.clock import now
from plm.extensions import db
from plm.web.committee.certificates.room import blueprint, page_of, seal_in_use
from plm.web.guards import this_event
from plm.web.identity import signed_in

if TYPE_CHECKING:
    from plm.certificates.tables import CertificateRun


@blueprint.get("/<slug>/sertifikat/penerbitan/<int:run_id>")
def run(slug: str, run_id: int) -> str:
    """How far it is, with what can be done; the part below is asked for again by the page's script."""
    return _page("run", run_id)


@blueprint.get("/<slug>/sertifikat/penerbitan/<int:run_id>/kemajuan")
def run_progress(slug: str, run_id: int) -> str:
    """The part of the page that moves."""
    return _page("run_live", run_id)


@blueprint.post("/<slug>/sertifikat/penerbitan/<int:run_id>/jeda")
def pause(slug: str, run_id: int) -> ResponseReturnValue:
    """Stop after what is in hand."""
    actions.pause_run(db.session(), run=_run(run_id), by=signed_in().actor, now=now())
    db.session.commit()
    flash(_("Dijeda. Yang sedang dibuat masih diselesaikan."))
    return redirect(_home(run_id))


@blueprint.post("/<slug>/sertifikat/penerbitan/<int:run_id>/lanjutkan")
def resume(slug: str, run_id: int) -> ResponseReturnValue:
    """Go on with what is left."""
    waiting = actions.resume_run(db.session(), run=_run(run_id), by=signed_in().actor, now=now())
    commit_and_print(db.session(), waiting, now=now())
    flash(ngettext("%(num)d PDF diminta.", "%(num)d PDF diminta.", len(waiting)))
    return redirect(_home(run_id))


@blueprint.post("/<slug>/sertifikat/penerbitan/<int:run_id>/coba-lagi")
def retry(slug: str, run_id: int) -> ResponseReturnValue:
    """The failed ones alone."""
    failed = actions.retry_failed(db.session(), run=_run(run_id), by=signed_in().actor, now=now())
    commit_and_print(db.session(), failed, now=now())
    flash(ngettext("%(num)d PDF dicoba lagi.", "%(num)d PDF dicoba lagi.", len(failed)))
    return redirect(_home(run_id))


def _page(name: str, run_id: int) -> str:
    found, moment = _run(run_id), now()
    progress = queries.progress_of_run(db.session(), found, now=moment)
    return page_of(
        name,
        run=found,
        progress=progress,
        failed=queries.failed_of_run(db.session(), found.id) if progress.failed else [],
        moment=moment,
        seal=seal_in_use(),
    )


def _run(run_id: int) -> CertificateRun:
    return queries.get_run(db.session(), this_event().id, run_id)


def _home(run_id: int) -> str:
    return url_for("committee.certificates.run", slug=this_event().slug, run_id=run_id)

"""Who earns a certificate: the rule, and who stands where."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from flask import Response, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from plm.adapters.certificates.looking import DryRun, dry_run
from plm.adapters.spreadsheets import write_xlsx
from plm.adapters.storage import storage_of
from plm.certificates import actions, queries
from plm.certificates.rules import EarnedRole, Look, Unmet
from plm.checkin.queries import checkpoints_of, days_of
from plm.clock import now
from plm.extensions import db
from plm.web.committee.certificates.room import blueprint, home, page_of
from plm.web.committee.certificates.settings_form import WordingForm, so_far
from plm.web.committee.sheets import xlsx_response
from plm.web.guards import this_event
from plm.web.identity import signed_in

# A page shows as many of each kind; the sheet has them all.
MOST_SHOWN = 200


@dataclass(frozen=True)
class Wanted:
    """What is asked for in the address; unknown words ask for nothing."""

    text: str
    role: EarnedRole | None
    reason: Unmet | None

    @property
    def is_everything(self) -> bool:
        return not (self.text or self.role or self.reason)

    def fits(self, one: queries.Candidate) -> bool:
        said = f"{one.name} {one.institution} {one.award}".casefold()
        return (
            self.text.casefold() in said
            and self.role in (None, one.role)
            and (self.reason is None or self.reason in one.unmet)
        )


@blueprint.get("/<slug>/sertifikat/calon")
def candidates(slug: str) -> str:
    """The dry run: who gets one, who not and why, and which names need a look."""
    session, event = db.session(), this_event()
    run, wanted = _dry_run(), _wanted()
    found = [one for one, _looks in run.lines]
    refused = [one for one in found if one.unmet and not one.issued]
    due = [one for one in found if one.is_due]
    return page_of(
        "candidates",
        policy=queries.policy_of(queries.find_settings(session, event.id), event),
        checkpoints={one.id: one.name for one in checkpoints_of(session, event.id)},
        due=due,
        issued=sum(one.issued for one in found),
        refused=refused,
        reasons=Counter(reason for one in refused for reason in one.unmet),
        roles=[role for role in EarnedRole if any(one.role is role for one in found)],
        wanted=wanted,
        due_shown=[] if wanted.reason else list(filter(wanted.fits, due)),
        refused_shown=list(filter(wanted.fits, refused)),
        odd=[(one, looks) for one, looks in run.lines if looks and one.is_due and wanted.fits(one)],
        tried=run.tried,
        most_shown=MOST_SHOWN,
    )


@blueprint.get("/<slug>/sertifikat/calon.xlsx")
def candidates_sheet(slug: str) -> Response:
    """The dry run as a sheet: everybody in each role, with what is decided and why."""
    header = [_("Nama"), _("Lembaga"), _("Peran"), _("Penghargaan"), _("Keputusan"), _("Sebab"), _("Perlu dilihat")]
    rows = _rows(_dry_run().lines)
    return xlsx_response(write_xlsx(header, rows, sheet=_("Calon")), f"calon-sertifikat-{this_event().slug}.xlsx")


@blueprint.route("/<slug>/sertifikat/pengaturan", methods=["GET", "POST"])
def settings(slug: str) -> ResponseReturnValue:
    """The wording and the rule of certificates issued from now on."""
    session, event = db.session(), this_event()
    held = queries.find_settings(session, event.id)
    checkpoints, days = checkpoints_of(session, event.id), days_of(session, event)
    form = WordingForm(data=so_far(event, checkpoints, days, held))
    form.offer(event, checkpoints, days, held)
    if form.validate_on_submit():
        actions.save_settings(session, event=event, wording=form.wording, by=signed_in().actor, now=now())
        session.commit()
        flash(_("Pengaturan sertifikat tersimpan."))
        return redirect(home())
    return page_of("settings", form=form), 422 if form.errors else 200


def _wanted() -> Wanted:
    role, reason = request.args.get("peran", ""), request.args.get("sebab", "")
    return Wanted(
        request.args.get("cari", "").strip(),
        EarnedRole(role) if role in set(EarnedRole) else None,
        Unmet(reason) if reason in set(Unmet) else None,
    )


def _dry_run() -> DryRun:
    settings, storage = current_app.extensions["settings"], storage_of(current_app)
    return dry_run(db.session(), storage, this_event(), public_url=settings.public_url)


def _rows(found: tuple[tuple[queries.Candidate, tuple[Look, ...]], ...]) -> Iterator[list[str]]:
    """In the words of the page, which templates hold: rendered once for all."""
    said = render_template("committee/certificates/rows.txt", found=found).split("\x1e")
    for (one, _looks), line in zip(found, said, strict=False):
        # The macros write for pages; a sheet holds plain text.
        role, decision, why, look = (" ".join(unescape(part).split()) for part in line.split("\x1f"))
        yield [one.name, one.institution, role, one.award, decision, why, look]

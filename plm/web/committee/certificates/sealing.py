"""Signing outside: unsigned files out in parts, signed ones back."""

from typing import Any

from flask import Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField

from plm.adapters.certificates import Taking, take_back, unsigned_zip
from plm.adapters.signing import SigningUnavailable, read_roots
from plm.adapters.storage import storage_of
from plm.certificates import queries
from plm.certificates.rules import MOST_BYTES, SealWay, parts_of
from plm.clock import now
from plm.extensions import db
from plm.web.committee.certificates.room import blueprint, page_of
from plm.web.guards import may_change, readable, this_event
from plm.web.identity import signed_in

ENDPOINT = "committee.certificates.sealing"


class SignedForm(FlaskForm):
    """What comes back signed: a ZIP, or PDFs."""

    files = MultipleFileField(_l("Berkas yang sudah ditandatangani"))

    def chosen(self) -> list[Any]:
        return [one for one in self.files.data or [] if getattr(one, "filename", "")]


@blueprint.url_value_preprocessor
def make_room(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Hundreds of PDFs are larger than other uploads may be; before the form is read, and for nobody unknown."""
    if endpoint == ENDPOINT and request.method == "POST" and current_user.is_authenticated:
        request.max_content_length = MOST_BYTES


@blueprint.route("/<slug>/sertifikat/tanda-tangan", methods=["GET", "POST"])
@readable
def sealing(slug: str) -> ResponseReturnValue:
    """How many wait, their parts to take away, and what became of those brought back."""
    form = SignedForm()
    if not form.validate_on_submit():
        return _page(form)
    if not form.chosen():
        form.files.errors = [_("Pilih ZIP atau PDF yang sudah ditandatangani.")]
        return _page(form), 422
    uploads = [(one.filename or "", one.stream) for one in form.chosen()]
    outcomes = take_back(db.session(), storage_of(current_app), _taking(), uploads)
    return _page(SignedForm(formdata=None), outcomes=outcomes)


@blueprint.get("/<slug>/sertifikat/tanda-tangan/bagian-<int:part>.zip")
def sealing_part(slug: str, part: int) -> Response:
    """One part of what waits; only for who may bring it back."""
    if not may_change():
        abort(403)
    waiting = queries.waiting_files(db.session(), this_event().id, part=part)
    if not waiting:
        abort(404)
    response = Response(unsigned_zip(waiting, storage_of(current_app), now=now()), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-belum-ditandatangani-{part}.zip"'
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _page(form: SignedForm, **facts: Any) -> str:
    session, event = db.session(), this_event()
    held = queries.find_settings(session, event.id)
    waiting = queries.count_waiting(session, event.id)
    return page_of(
        "sealing",
        form=form,
        way=held.seal_way if held else SealWay.KEY,
        waiting=waiting,
        parts=parts_of(waiting),
        back=queries.count_sealed_outside(session, event.id),
        most_bytes=MOST_BYTES,
        **{"outcomes": None, **facts},
    )


def _taking() -> Taking:
    event = this_event()
    held = queries.find_settings(db.session(), event.id)
    bsre_alone = held is not None and held.seal_way is SealWay.OUTSIDE_BSRE
    return Taking(event.id, _roots(), bsre_alone, signed_in().actor, now())


def _roots() -> Any:
    """Without readable roots nothing counts as BSrE's, which the result then says of each file."""
    try:
        return read_roots(current_app.extensions["settings"].bsre_roots)
    except SigningUnavailable:
        return ()

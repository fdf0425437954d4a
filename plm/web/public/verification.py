"""Is this certificate genuine? By its QR code or by the code typed."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from plm.certificates.queries import find_line
from plm.certificates.rules import CODE_LENGTH
from plm.clock import now
from plm.codes import read_code
from plm.extensions import db, limiter

blueprint = Blueprint("verification", __name__)
# Enough for a hall behind one address; hopeless against sixty random bits.
LIMIT = "60 per minute"


@blueprint.get("/v/")
@blueprint.get("/V/", endpoint="form_in_capitals")
@limiter.limit(LIMIT)
def form() -> ResponseReturnValue:
    """The door for a typed code; a plain GET form, so that it needs no cookie."""
    typed = request.args.get("kode", "").strip()
    if len(read_code(typed)) == CODE_LENGTH:
        return redirect(url_for("public.verification.check", code=read_code(typed)))
    status = 422 if "kode" in request.args else 200
    return render_template("public/verification/form.html", typed=typed, refused=status == 422), status


@blueprint.get("/v/<code>")
@blueprint.get("/V/<code>", endpoint="check_in_capitals")
@limiter.limit(LIMIT)
def check(code: str) -> ResponseReturnValue:
    """Genuine, revoked, replaced or unknown, and nothing more than the paper itself says."""
    found = find_line(db.session(), code)
    if found is None:
        return render_template("public/verification/unknown.html", typed=code), 404
    line, event = found
    return render_template("public/verification/check.html", line=line, zone=event.zone, checked_at=now())

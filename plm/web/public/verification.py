"""Is this certificate genuine? By its QR code, by the code typed, or by the file itself."""

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from plm.adapters.certificates import examine
from plm.certificates.queries import find_line
from plm.certificates.rules import CODE_LENGTH, LARGEST_SIGNED
from plm.clock import now
from plm.codes import read_code
from plm.extensions import csrf, db, limiter
from plm.web.forms import trimmed

blueprint = Blueprint("verification", __name__)
# Enough for a hall behind one address; hopeless against sixty random bits.
LIMIT = "60 per minute"
# A file is read and hashed, which costs more than a look into the register.
FILE_LIMIT = "20 per minute"
# What a browser writes around the file.
ROOM_AROUND = 20_000


@blueprint.get("/v/")
@blueprint.get("/V/", endpoint="form_in_capitals")
@limiter.limit(LIMIT)
def form() -> ResponseReturnValue:
    """The door for a typed code; a plain GET form, so that it needs no cookie."""
    typed = request.args.get("kode", "").strip()
    if len(read_code(typed)) == CODE_LENGTH:
        return redirect(url_for("public.verification.check", code=read_code(typed)))
    status = 422 if "kode" in request.args else 200
    return _form(typed=typed, refused=status == 422), status


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


@blueprint.url_value_preprocessor
def make_no_room(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """A certificate is small: whoever sends more is refused before it is read."""
    if endpoint == "public.verification.check_file":
        request.max_content_length = LARGEST_SIGNED + ROOM_AROUND


@blueprint.post("/v/")
@limiter.limit(FILE_LIMIT)
def check_file() -> ResponseReturnValue:
    """What a PDF says, beside what the register says of it."""
    upload = request.files.get("berkas")
    content = upload.read(LARGEST_SIGNED + 1) if upload else b""
    if not content or len(content) > LARGEST_SIGNED:
        return _form(file_flaw="too_large" if content else "missing"), 422
    seen = examine(db.session(), content, settings=current_app.extensions["settings"])
    name = trimmed(upload.filename if upload else "") or ""
    return render_template("public/verification/file.html", seen=seen, name=name, checked_at=now())


# Nothing is changed and nothing kept: a token would only cost a cookie, which this page does without.
csrf.exempt(check_file)


def _form(*, typed: str = "", refused: bool = False, file_flaw: str = "") -> str:
    facts = {"typed": typed, "refused": refused, "file_flaw": file_flaw, "largest": LARGEST_SIGNED}
    return render_template("public/verification/form.html", **facts)

"""One place where a refusal or a failure becomes a page."""

import logging
from uuid import uuid4

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from plm.errors import Refusal
from plm.extensions import db
from plm.wording import refusal_sentence

log = logging.getLogger(__name__)
PAGES = frozenset({400, 403, 404, 405, 413, 429})
MOST_READ_OFF = 300 * 1024 * 1024


def register(app: Flask) -> None:
    app.register_error_handler(Refusal, _refusal)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _bug)


def _wants_json() -> bool:
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


def _refusal(refusal: Refusal) -> ResponseReturnValue:
    db.session.rollback()
    if _wants_json():
        return jsonify(error=refusal.code, message=refusal_sentence(refusal)), refusal.status
    return render_template("errors/refusal.html", refusal=refusal), refusal.status


def _stale_form(error: CSRFError) -> ResponseReturnValue:
    if _wants_json():
        return jsonify(error="csrf", message=error.description), 400
    return render_template("errors/stale.html"), 400


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:
        return error.get_response()
    code = error.code or 500
    if code == 413:
        read_off()
    if _wants_json():
        return jsonify(error=error.name.lower().replace(" ", "_")), code
    return render_template("errors/http.html", code=code if code in PAGES else 500), code


def _bug(error: Exception) -> ResponseReturnValue:
    mark = uuid4().hex[:8].upper()
    # The rule and not the path, because a path may hold the token of a personal link.
    log.exception("error %s at %s", mark, request.url_rule or "no page")
    db.session.rollback()
    if _wants_json():
        return jsonify(error="internal", mark=mark), 500
    return render_template("errors/bug.html", number=mark), 500


def read_off() -> None:
    """Read a refused upload to its end and forget it: a browser that is cut off in mid-sending shows no page at all."""
    left = min(request.content_length or 0, MOST_READ_OFF)
    while left > 0 and (part := request.environ["wsgi.input"].read(min(left, 1 << 20))):
        left -= len(part)

"""Handing out certificates and letters."""

from io import BytesIO

from flask import Response, abort, current_app, send_file

from plm.adapters.storage import storage_of
from plm.certificates.rules import file_name


def certificate_file(*, number: str, storage_key: str | None) -> Response:
    """The PDF as a download; 404 while there is none."""
    if storage_key is None:
        abort(404)
    try:
        content = storage_of(current_app).get(storage_key)
    except FileNotFoundError:
        abort(404)
    name = file_name(number)
    response = send_file(BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def letter_file(content: bytes, name: str) -> Response:
    """An invitation letter to look at or to keep."""
    response = send_file(BytesIO(content), mimetype="application/pdf", download_name=name)
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex"
    return response

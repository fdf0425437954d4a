"""Handing out certificates."""

from io import BytesIO

from flask import Response, abort, current_app, send_file

from plm.adapters.storage import storage_of
from plm.certificates.rules import file_name
from plm.certificates.tables import Certificate


def certificate_file(certificate: Certificate) -> Response:
    """The PDF as a download; 404 while there is none."""
    if certificate.storage_key is None:
        abort(404)
    try:
        content = storage_of(current_app).get(certificate.storage_key)
    except FileNotFoundError:
        abort(404)
    name = file_name(certificate.number)
    response = send_file(BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex"
    return response

"""Handing out certificates and letters."""

from collections.abc import Iterable, Iterator
from io import BytesIO

from flask import Response, abort, current_app, request, send_file, stream_with_context
from sqlalchemy.orm import Session

from plm.adapters.certificates import printout_of, read_pdf, zip_of
from plm.adapters.certificates.templates import load_template
from plm.adapters.storage import storage_of
from plm.certificates.actions import note_fetched
from plm.certificates.queries import CertificateFile
from plm.certificates.rules import StoredPdf, file_name
from plm.clock import now
from plm.extensions import db
from plm.web.protection import begin_again


def certificate_file(*, number: str, place: StoredPdf | None) -> Response:
    """The PDF as a download; 404 while there is none."""
    if place is None:
        abort(404)
    try:
        content = read_pdf(storage_of(current_app), place)
    except FileNotFoundError:
        abort(404)
    name = file_name(number)
    response = send_file(BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=name)
    return _private(response)


def certificates_zip(files: Iterable[CertificateFile], name: str) -> Response:
    """All of them as one download, made while it is sent."""
    return streamed(zip_of(storage_of(current_app), files), "application/zip", name)


def certificates_printout(version_id: int, files: Iterable[CertificateFile], name: str) -> Response:
    """All of one template as one long PDF for the printer, made while it is sent."""
    storage, public_url = storage_of(current_app), current_app.extensions["settings"].public_url
    template = load_template(db.session(), storage, version_id)
    return streamed(printout_of(template, files, public_url=public_url), "application/pdf", name)


def streamed(parts: Iterable[bytes], mimetype: str, name: str) -> Response:
    """A download of unknown length; a thread of gunicorn sends it, which no timeout ends."""
    response = Response(stream_with_context(iter(parts)), mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return _private(response)


def is_fetching() -> bool:
    """Somebody takes the file: no HEAD, and no browser that only guesses what will be wanted."""
    return request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", "")


def count_fetched(session: Session, certificate_ids: list[int]) -> None:
    """Note it in a transaction of its own, because a GET begins as one that only reads."""
    begin_again(read_only=False)
    note_fetched(session, certificate_ids, now=now())
    session.commit()


def counted(session: Session, files: Iterable[CertificateFile]) -> Iterator[CertificateFile]:
    """The same files; they count as fetched once the last one has left."""
    ids = []
    for one in files:
        ids.append(one.certificate_id)
        yield one
    count_fetched(session, ids)


def pdf_file(content: bytes, name: str) -> Response:
    """A PDF to look at or to keep."""
    return _private(send_file(BytesIO(content), mimetype="application/pdf", download_name=name))


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex"
    return response

"""Certificates behind personal links: a participant's own, and a delegation's together for whoever accompanies it."""

from flask import Blueprint, Response, abort

from plm.certificates.queries import Selection, count_files, files_of, find_own_certificate, stored_pdf
from plm.certificates.rules import CertificateEnded, CertificateState, NotSigned
from plm.extensions import db, limiter
from plm.web.papers import certificate_file, certificates_zip, count_fetched, counted, is_fetching
from plm.web.public.links import library_link, participant_link

blueprint = Blueprint("certificates", __name__)


@blueprint.get("/p/<token>/sertifikat/<code>.pdf")
def download(token: str, code: str) -> Response:
    """Theirs alone; one that has ended is handed out no more."""
    link, session = participant_link(token), db.session()
    certificate = find_own_certificate(session, link.participant.id, code)
    if certificate is None:
        abort(404)
    if certificate.state is not CertificateState.ISSUED:
        raise CertificateEnded(number=certificate.number)
    if certificate.awaits_seal:
        raise NotSigned(number=certificate.number)
    response = certificate_file(number=certificate.number, place=stored_pdf(session, certificate))
    if is_fetching():
        count_fetched(session, [certificate.id])
    return response


@blueprint.get("/u/<token>/sertifikat.zip")
@limiter.limit("10 per minute")
def delegation(token: str) -> Response:
    """Those of the library's people, and of what the library won."""
    link, session = library_link(token), db.session()
    if link.delegation is None or not link.is_submitted:
        abort(404)
    chosen = Selection(link.event.id, delegation_id=link.delegation.id, library_id=link.library.id)
    if not count_files(session, chosen):
        abort(404)
    files = files_of(session, chosen)
    return certificates_zip(counted(session, files) if is_fetching() else files, f"sertifikat-{link.event.slug}.zip")

"""A participant's own certificates, behind their personal link."""

from flask import Blueprint, Response, abort

from plm.certificates.queries import find_own_certificate
from plm.certificates.rules import CertificateEnded, CertificateState
from plm.extensions import db
from plm.web.papers import certificate_file
from plm.web.public.links import participant_link

blueprint = Blueprint("certificates", __name__)


@blueprint.get("/p/<token>/sertifikat/<code>.pdf")
def download(token: str, code: str) -> Response:
    """Theirs alone; one that has ended is handed out no more."""
    link = participant_link(token)
    certificate = find_own_certificate(db.session(), link.participant.id, code)
    if certificate is None:
        abort(404)
    if certificate.state is not CertificateState.ISSUED:
        raise CertificateEnded(number=certificate.number)
    return certificate_file(number=certificate.number, storage_key=certificate.storage_key)

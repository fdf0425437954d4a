"""Certificates on their way to paper: asked for in chunks, drawn, signed and stored one by one."""

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from config import Settings
from plm import clock
from plm.adapters.broker import commit_and_send
from plm.adapters.pdf import GlyphMissing, render_document, render_pdf
from plm.adapters.qr import qr_svg
from plm.adapters.signing import Seal, open_seal, sign_pdf
from plm.adapters.storage import Storage
from plm.certificates.actions import note_failure, store_rendered
from plm.certificates.queries import find_line_by_sha256, find_paper
from plm.certificates.rules import Failure, Paper, name_layout
from plm.jobs.actions import ask_for
from plm.jobs.rules import JobName
from plm.wording import grouped_code

QUIET_ZONE_ON_WHITE = 2
CHUNK = 25


def commit_and_print(session: Session, certificate_ids: Sequence[int], *, now: datetime) -> None:
    """Commit, and ask the workers for the PDFs: one job a chunk, because a job costs more than a page."""
    chunks = [list(certificate_ids[start : start + CHUNK]) for start in range(0, len(certificate_ids), CHUNK)]
    name = JobName.RENDER_CERTIFICATES
    jobs = [(ask_for(session, name, now=now, certificate_ids=chunk), name) for chunk in chunks]
    commit_and_send(session, *jobs)


def print_one(session: Session, certificate_id: int, *, settings: Settings, storage: Storage) -> None:
    """Draw, sign and store one PDF if it is still wanted; no transaction is open while drawing."""
    paper = find_paper(session, certificate_id)
    session.commit()
    if paper is None:
        return
    seal = open_seal(settings.signing_p12, settings.signing_password)
    try:
        pdf = certificate_pdf(paper, public_url=settings.public_url, seal=seal, now=clock.now())
    except GlyphMissing:  # this one paper's own fault; anything else fails the job, which is tried again
        note_failure(session, certificate_id=certificate_id, failure=Failure.GLYPH_MISSING)
        session.commit()
        return
    _store(session, certificate_id, paper, pdf, storage)


def _store(session: Session, certificate_id: int, paper: Paper, pdf: bytes, storage: Storage) -> None:
    """The file first, then its row: named by its content, so that a slower twin overwrites nothing."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    key = f"certificates/{paper.event_id}/{sha256}.pdf"
    storage.put(key, pdf)
    stored = store_rendered(
        session, certificate_id=certificate_id, storage_key=key, sha256=sha256, size=len(pdf), now=clock.now()
    )
    session.commit()
    # A twin within the same second may have made the very same bytes: then the file is the winner's too.
    if not stored and find_line_by_sha256(session, sha256) is None:
        storage.delete(key)


def certificate_pdf(paper: Paper, *, public_url: str, seal: Seal, now: datetime) -> bytes:
    """Tagged PDF/A-3, signed."""
    return sign_pdf(render_pdf(certificate_html(paper, public_url=public_url, seal=seal)), seal, now=now)


def certificate_html(paper: Paper, *, public_url: str, seal: Seal) -> str:
    size, lines = name_layout(paper.identity.name)
    facts = {
        "paper": paper,
        "name_size": size,
        "name_lines": lines,
        "code": grouped_code(paper.code),
        "qr": _as_image(qr_svg(check_url(public_url, paper.code), border=QUIET_ZONE_ON_WHITE)),
        "check_place": f"{public_url.partition('://')[2]}/v",
        "seal": seal,
    }
    return render_document("certificate.html", facts)


def check_url(public_url: str, code: str) -> str:
    """In capitals: a QR code of capitals and digits alone is smaller, and the route takes both."""
    return f"{public_url}/v/{code}".upper()


def _as_image(svg: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"

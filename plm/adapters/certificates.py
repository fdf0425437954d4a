"""One signed certificate as PDF bytes, from what was frozen at the moment of issue."""

from base64 import b64encode
from datetime import datetime

from plm.adapters.pdf import render_document, render_pdf
from plm.adapters.qr import qr_svg
from plm.adapters.signing import Seal, sign_pdf
from plm.certificates.rules import Paper, name_layout
from plm.wording import grouped_code

QUIET_ZONE_ON_WHITE = 2


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

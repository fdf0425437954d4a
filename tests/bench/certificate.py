"""Printing and signing."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from plm.adapters.certificates import certificate_html
from plm.adapters.pdf import load_weasyprint, render_pdf
from plm.adapters.signing import make_development_p12, open_seal, sign_pdf
from plm.clock import now
from tests.bench.measuring import Figure, cpu_seconds
from tests.certificates.scenes import paper_of


def measure() -> Iterator[Figure]:
    """One certificate as it is made now, printed and signed, against the same page by plain WeasyPrint, unsigned."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "key.p12"
        make_development_p12(path, "development", now=now())
        seal = open_seal(path, "development")
        html = certificate_html(paper_of(), public_url="https://plm.example.id", seal=seal)
        load_weasyprint()
        render_pdf(html)
        plain = cpu_seconds(lambda: render_pdf(html))
        signed = cpu_seconds(lambda: sign_pdf(render_pdf(html), seal, now=now()))
        yield Figure("certificate-signed", signed * 1000, "CPU ms", plain * 1000)

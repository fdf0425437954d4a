"""The obvious programme: the values into the HTML, and one WeasyPrint rendering a person."""

from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from weasyprint.text.fonts import FontConfiguration

from plm.adapters.engine import Sheet, Template, codes
from plm.adapters.engine.sources import Loaded
from plm.adapters.engine.texts import PLACE
from plm.adapters.pdf import SHARP_IMAGES, load_weasyprint
from tests.apart import apart


def naive_pdf(template: Template, sheet: Sheet) -> bytes:
    """Unsigned, tagged PDF/A-3a; nothing is kept from one to the next."""
    weasyprint, _ = load_weasyprint()
    fetcher: Any = Loaded(template).fetcher
    html = PLACE.sub(lambda place: escape(sheet.values.get(place[1], "")), template.html)
    html = html.replace("data-qr", f'src="{codes.picture(sheet.qr)}"')
    faces = FontConfiguration()
    css = weasyprint.CSS(string=template.css + SHARP_IMAGES, url_fetcher=fetcher, font_config=faces)
    page = weasyprint.HTML(string=html, url_fetcher=fetcher)
    return bytes(page.write_pdf(stylesheets=[css], font_config=faces, pdf_variant="pdf/a-3a"))


def naive_signed(template: Template, sheet: Sheet, signer: signers.SimpleSigner) -> bytes:
    """And pyHanko's `sign_pdf` as its manual has it."""
    facts = signers.PdfSignatureMetadata(field_name="Sertifikat", subfilter=fields.SigSeedSubFilter.PADES)
    output = BytesIO()
    writer = IncrementalPdfFileWriter(BytesIO(naive_pdf(template, sheet)))
    apart(lambda: signers.sign_pdf(writer, facts, signer, output=output))
    return output.getvalue()


def naive_signer(p12: Path, password: str) -> signers.SimpleSigner:
    signer = signers.SimpleSigner.load_pkcs12(str(p12), passphrase=password.encode())
    assert signer is not None
    return signer

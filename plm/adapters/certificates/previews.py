"""What a template looks like: one sheet as a PDF, and as a picture that a phone shows."""

from collections.abc import Sequence
from io import BytesIO
from threading import Lock

from plm import clock
from plm.adapters.certificates.templates import template_of
from plm.adapters.certificates.values import sheet_of
from plm.adapters.engine import Sheet, Template, check_template, look_at, make_batch
from plm.adapters.storage import Storage
from plm.certificates.rules import Content, Paper

STATEMENT = "Pratinjau. Bukan dokumen resmi."
WIDTH = 1_000  # pixels
# PDFium crashes when two threads are in it; the engine lets in one at a time by itself.
_turn = Lock()


def sheets_of(papers: Sequence[Paper], *, public_url: str) -> list[Sheet]:
    return [sheet_of(paper, public_url=public_url, statement=STATEMENT) for paper in papers]


def check_on_paper(content: Content, papers: Sequence[Paper], storage: Storage, *, public_url: str) -> None:
    """Set the papers and compare them with what WeasyPrint alone makes of them; raises TemplateRefused."""
    check_template(template_of(content, storage), sheets_of(papers, public_url=public_url))


def preview_pdf(content: Content, paper: Paper, storage: Storage, *, public_url: str) -> bytes:
    """Unsigned, so that nobody takes it for a certificate; empty when the texts do not fit."""
    return _printed(template_of(content, storage), sheets_of([paper], public_url=public_url)[0])


def remarks_on(content: Content, papers: Sequence[Paper], storage: Storage, *, public_url: str) -> list[frozenset[str]]:
    """What each sheet would need a look for."""
    found = look_at(template_of(content, storage), sheets_of(papers, public_url=public_url))
    return [frozenset(map(str, remarks)) for remarks in found]


def _printed(template: Template, sheet: Sheet) -> bytes:
    batch = make_batch(template, [sheet], seal=None, now=clock.now())
    piece = next(iter(batch.pieces))
    return b"" if piece.failure else batch.prefix + piece.tail


def picture_of(pdf: bytes) -> bytes:
    """The first page as a PNG."""
    import pypdfium2  # noqa: PLC0415  # only where somebody looks

    with _turn:
        document = pypdfium2.PdfDocument(pdf)
        page = document[0]
        image = page.render(scale=WIDTH / page.get_width()).to_pil()
        document.close()
    output = BytesIO()
    image.quantize(64).save(output, "PNG", optimize=True)
    return output.getvalue()

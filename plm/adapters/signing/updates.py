"""A signature added to a PDF that somebody else made, as an incremental update."""

from datetime import datetime
from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.signers import cms_embedder, pdf_byterange

from plm.adapters.signing.seals import FIELD, Seal
from plm.adapters.signing.skeletons import DIGEST


def sign_pdf(pdf: bytes, seal: Seal, *, now: datetime) -> bytes:
    """The same PDF with one invisible PAdES B-B signature over all of it."""
    seal.check_date(now)
    # Outside the page and printable: what PDF/A and PDF/UA together leave for an invisible signature.
    unseen = fields.InvisSigSettings(box_out_of_bounds=True)
    embedder = cms_embedder.PdfCMSEmbedder(fields.SigFieldSpec(FIELD, invis_sig_settings=unseen))
    steps = embedder.write_cms(FIELD, IncrementalPdfFileWriter(BytesIO(pdf)))
    next(steps)
    placeholder = pdf_byterange.SignatureObject(
        subfilter=fields.SigSeedSubFilter.PADES, timestamp=now, bytes_reserved=seal.room
    )
    steps.send(cms_embedder.SigObjSetup(sig_placeholder=placeholder))
    prepared, output = steps.send(cms_embedder.SigIOSetup(md_algorithm=DIGEST))
    steps.send(seal.cms(prepared.document_digest))
    return bytes(output.getvalue())

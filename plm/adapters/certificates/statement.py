"""The sentence about its signature on a certificate: never more than is true."""

from plm.adapters.signing import Seal
from plm.certificates.rules import Authority, SealWay

DEVELOPMENT = "Contoh untuk mencoba aplikasi, ditandatangani dengan kunci pengembangan. Bukan dokumen resmi."
BSRE = (
    "Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik yang diterbitkan oleh BSrE."
    " UU ITE No. 11 Tahun 2008 Pasal 5 Ayat 1: Informasi Elektronik dan/atau Dokumen Elektronik dan/atau hasil"
    " cetaknya merupakan alat bukti hukum yang sah."
)
OUTSIDE = "Tanda tangan elektroniknya ada di dalam berkas PDF."


def statement_of(seal: Seal | None, way: SealWay) -> str:
    """What `{pernyataan}` becomes; `seal` is None where somebody outside signs later."""
    if way is SealWay.OUTSIDE_BSRE:
        return BSRE  # no other file is taken back, so it never stands on what BSrE did not sign
    if way is SealWay.OUTSIDE or seal is None:
        return OUTSIDE
    if seal.authority is Authority.BSRE:
        return BSRE
    return DEVELOPMENT if seal.is_development else own_statement(seal.name)


def own_statement(signer: str) -> str:
    """Of a key of the institution's own."""
    return f"Ditandatangani secara elektronik: {signer}."

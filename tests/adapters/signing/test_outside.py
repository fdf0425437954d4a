from datetime import timedelta
from io import BytesIO

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from plm.adapters.engine import Sheet, Template, make_batch
from plm.adapters.pdf import render_pdf
from plm.adapters.signing import Signed, check_signed
from plm.adapters.signing.authority import Roots
from plm.adapters.signing.names import plain
from plm.certificates.rules import Authority, Brought
from plm.clock import now
from tests.adapters.signing.keys import institution, root, rsa_key, signed_elsewhere

ROOTS: Roots = (plain(root().certificate),)


def from_the_engine() -> bytes:
    """As the workers print it: with an outline, a link and tags."""
    html = '<title>x</title><h1>{nama}</h1><p><a href="https://plm.id/v/{kode}">{nomor}</a></p>'
    values = {"nama": "Contoh Satu, S.Pd.", "nomor": "0001/PLM", "kode": "7HQ3MZ2KTX9D"}
    template = Template(html=html, css="@page { size: A4 }", images={})
    batch = make_batch(template, [Sheet(values)], seal=None, now=now())
    return batch.prefix + next(iter(batch.pieces)).tail


@pytest.fixture(scope="module", params=["plain", "engine"])
def unsigned(request: pytest.FixtureRequest) -> bytes:
    plain_one = "<title>Contoh</title><h1>Contoh</h1><p>Contoh Satu, S.Pd."
    return from_the_engine() if request.param == "engine" else render_pdf(plain_one)


def judged(content: bytes, unsigned: bytes) -> Signed | Brought:
    return check_signed(content, unsigned, roots=ROOTS, now=now())


def test_our_file_with_a_signature_at_its_end_is_taken(unsigned: bytes) -> None:
    assert judged(signed_elsewhere(unsigned, institution()), unsigned) == Signed("Balai Contoh", Authority.OWN)


def test_bsre_is_who_chains_to_its_root(unsigned: bytes) -> None:
    signed = signed_elsewhere(unsigned, institution("Kepala Pusat", issuer=root()))

    assert judged(signed, unsigned) == Signed("Kepala Pusat", Authority.BSRE)


def test_several_people_may_sign_and_bsre_is_named_first(unsigned: bytes) -> None:
    first = signed_elsewhere(unsigned, institution("Kepala Pusat", issuer=root()))
    both = signed_elsewhere(first, institution("Sekretaris", key=rsa_key(5)), field="Kedua")

    assert judged(both, unsigned) == Signed("Kepala Pusat", Authority.BSRE)


def test_a_visible_stamp_is_a_signature_too(unsigned: bytes) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(unsigned))
    append_signature_field(writer, SigFieldSpec("TTE", box=(40, 40, 240, 90)))
    held = BytesIO()
    writer.write(held)

    assert judged(signed_elsewhere(held.getvalue(), institution()), unsigned) == Signed("Balai Contoh", Authority.OWN)


def test_a_file_written_anew_is_refused(unsigned: bytes) -> None:
    anew = BytesIO()
    copy_into_new_writer(PdfFileReader(BytesIO(unsigned))).write(anew)

    assert judged(signed_elsewhere(anew.getvalue(), institution()), unsigned) is Brought.REWRITTEN


def test_what_is_not_signed_is_refused(unsigned: bytes) -> None:
    assert judged(unsigned, unsigned) is Brought.UNSIGNED


def test_a_flipped_byte_of_the_signature_is_found(unsigned: bytes) -> None:
    signed = bytearray(signed_elsewhere(unsigned, institution()))
    signed[len(unsigned) + 200] ^= 1

    assert isinstance(judged(bytes(signed), unsigned), Brought)


def test_what_was_added_after_the_signature_is_refused(unsigned: bytes) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(signed_elsewhere(unsigned, institution())))
    writer.set_info(writer.add_object(generic.DictionaryObject({generic.pdf_name("/Title"): generic.pdf_string("x")})))
    after = BytesIO()
    writer.write(after)

    assert judged(after.getvalue(), unsigned) is Brought.NOT_WHOLE


def test_a_page_changed_before_the_signature_is_refused(unsigned: bytes) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(unsigned))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.mark_update(page.container_ref if page.container_ref else page)
    forged = BytesIO()
    writer.write(forged)

    assert judged(signed_elsewhere(forged.getvalue(), institution()), unsigned) is Brought.ALTERED


def test_a_note_laid_over_the_name_is_refused(unsigned: bytes) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(unsigned))
    note = {"/Type": "/Annot", "/Subtype": "/FreeText"}
    held = {generic.pdf_name(key): generic.pdf_name(value) for key, value in note.items()}
    held[generic.pdf_name("/Contents")] = generic.pdf_string("Contoh Lain")
    held[generic.pdf_name("/Rect")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 500, 500)))
    writer.register_annotation(
        writer.root["/Pages"]["/Kids"].raw_get(0), writer.add_object(generic.DictionaryObject(held))
    )
    forged = BytesIO()
    writer.write(forged)

    assert judged(signed_elsewhere(forged.getvalue(), institution()), unsigned) is Brought.ALTERED


def test_a_certificate_that_had_ended_is_refused(unsigned: bytes) -> None:
    ended = institution(starts=now() - timedelta(days=9), ends=now() - timedelta(days=2))

    assert judged(signed_elsewhere(unsigned, ended), unsigned) is Brought.EXPIRED

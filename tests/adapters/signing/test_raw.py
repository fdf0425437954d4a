import zlib

import pytest

from plm.adapters.pdf import render_pdf
from plm.adapters.signing import SignatureFacts, verify_pdf
from plm.adapters.signing.raw import codes_in, facts_of, marks_of
from tests.adapters.signing.keys import institution, rsa_key, signed_elsewhere


@pytest.fixture(scope="module")
def signed() -> bytes:
    return signed_elsewhere(render_pdf("<title>x</title><p>x"), institution())


def test_bytes_alone_say_what_the_parser_says(signed: bytes) -> None:
    marks = marks_of(signed)
    trusted = [marks[0].fingerprint]

    assert facts_of(signed, marks, trusted=trusted) == verify_pdf(signed, trusted=trusted)
    assert marks[0].end == len(signed)


def test_every_signature_is_read(signed: bytes) -> None:
    both = signed_elsewhere(signed, institution("Kedua", key=rsa_key(5)), field="Kedua")

    marks = marks_of(both)

    assert [(mark.signer, mark.intact, mark.end) for mark in marks] == [
        ("Balai Contoh", True, len(signed)),
        ("Kedua", True, len(both)),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7 /ByteRange [0 1 2",
        b"%PDF-1.7 /ByteRange [0 9 9 9999999999]",
        b"%PDF-1.7 /ByteRange [1 10 20 5]" + b" " * 50,
        b"/ByteRange [0 0 0 0]" * 1000,
        b"/ByteRange[" + b" " * 100_000,
    ],
)
def test_nonsense_is_no_signature(content: bytes) -> None:
    assert facts_of(content, marks_of(content), trusted=[]) == SignatureFacts()


def test_a_signature_that_cannot_be_read_is_broken_and_nobodys() -> None:
    content = b"%PDF-1.7 /ByteRange [0 10 20 5] <zz>" + b" " * 50

    assert facts_of(content, marks_of(content), trusted=[]) == SignatureFacts(signed=True)


def test_a_flipped_byte_breaks_the_signature_wherever_it_covers(signed: bytes) -> None:
    gap = range(signed.index(b"/Contents <"), signed.index(b"/ByteRange"))

    for place in range(10, len(signed), len(signed) // 50):
        content = bytearray(signed)
        content[place] ^= 1
        facts = facts_of(bytes(content), marks_of(bytes(content)), trusted=[])
        assert place in gap or not (facts.signed and facts.intact and facts.whole), f"byte {place}"


def test_codes_in_packed_objects_are_found_and_a_bomb_is_not_unpacked() -> None:
    def packed(held: bytes) -> bytes:
        return b"1 0 obj <</Type/ObjStm/Filter/FlateDecode>>\nstream\n" + zlib.compress(held) + b"\nendstream"

    assert codes_in(packed(b"(https://plm.id/v/7HQ3MZ2KTX9D)")) == ["7HQ3MZ2KTX9D"]
    assert codes_in(packed(bytes(50_000_000) + b"/v/7HQ3MZ2KTX9D")) == []


def test_codes_are_read_from_links_in_any_dress() -> None:
    content = (
        b"(https://plm.id/v/7hq3-mz2k-tx9d) (HTTPS://PLM.ID/V/7HQ3MZ2KTX9D) (/v/KODELAIN0001) (/v/terlalu-panjang-ini)"
    )

    assert codes_in(content) == ["7HQ3MZ2KTX9D", "KODELAIN0001"]

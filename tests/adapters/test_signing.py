from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

from plm.adapters.pdf import render_pdf
from plm.adapters.signing import (
    DEVELOPMENT_NAME,
    Seal,
    SignatureFacts,
    SigningUnavailable,
    make_development_p12,
    open_seal,
    sign_pdf,
    verify_pdf,
)
from plm.clock import now

WHOLE = SignatureFacts(signed=True, intact=True, whole=True, ours=True, signer=DEVELOPMENT_NAME)


@pytest.fixture(scope="module")
def seal(development_p12: Path) -> Seal:
    return open_seal(development_p12, "development")


@pytest.fixture(scope="module")
def signed(seal: Seal) -> bytes:
    return sign_pdf(render_pdf("<title>Contoh</title><p>Isi"), seal, now=now())


def test_a_signed_file_is_intact_whole_and_ours(signed: bytes, seal: Seal) -> None:
    assert verify_pdf(signed, trusted=[seal.fingerprint]) == WHOLE
    assert WHOLE.holds


def test_somebody_elses_key_is_not_ours(signed: bytes) -> None:
    facts = verify_pdf(signed, trusted=["0" * 64])

    assert (facts.intact, facts.ours, facts.holds) == (True, False, False)


def test_one_flipped_byte_is_found_wherever_it_is(signed: bytes, seal: Seal) -> None:
    step = len(signed) // 60

    for place in range(0, len(signed), step):
        content = bytearray(signed)
        content[place] ^= 1
        assert not verify_pdf(bytes(content), trusted=[seal.fingerprint]).holds, f"byte {place}"


def test_what_was_added_later_is_not_covered(signed: bytes, seal: Seal) -> None:
    facts = verify_pdf(signed + b"\n% more\n", trusted=[seal.fingerprint])

    assert (facts.intact, facts.whole, facts.holds) == (True, False, False)


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7\n", b"\x00" * 5000])
def test_what_is_no_signed_pdf_is_unsigned(content: bytes, seal: Seal) -> None:
    assert verify_pdf(content, trusted=[seal.fingerprint]) == SignatureFacts()


def test_an_unsigned_pdf_is_unsigned() -> None:
    assert verify_pdf(render_pdf("<title>x</title><p>x"), trusted=[]) == SignatureFacts()


def test_the_development_key_says_what_it_is(seal: Seal) -> None:
    assert seal.is_development
    assert seal.name == "Kunci pengembangan plm, bukan tanda tangan resmi"


def test_the_key_file_is_readable_by_its_owner_only(development_p12: Path) -> None:
    assert development_p12.stat().st_mode & 0o077 == 0


def test_a_missing_key_and_a_wrong_password_are_named(development_p12: Path, tmp_path: Path) -> None:
    with pytest.raises(SigningUnavailable, match=r"none\.p12 cannot be read"):
        open_seal(tmp_path / "none.p12", "development")
    with pytest.raises(SigningUnavailable, match="password is wrong"):
        open_seal(development_p12, "lain")


def test_a_file_without_a_key_is_refused(tmp_path: Path, development_p12: Path) -> None:
    certificate = pkcs12.load_key_and_certificates(development_p12.read_bytes(), b"development")[1]
    path = tmp_path / "cert.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", None, certificate, None, NoEncryption()))

    with pytest.raises(SigningUnavailable, match="RSA key and its certificate"):
        open_seal(path, "")


def test_an_ended_certificate_signs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "old.p12"
    make_development_p12(path, "development", now=now() - timedelta(days=4000))

    with pytest.raises(SigningUnavailable, match="ended on"):
        sign_pdf(b"", open_seal(path, "development"), now=now())

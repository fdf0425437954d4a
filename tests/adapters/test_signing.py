import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID

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
from plm.adapters.signing.skeletons import KeyMismatch, cms_maker
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


def test_an_institutions_key_with_its_chain_signs_too(tmp_path: Path) -> None:
    path = tmp_path / "institution.p12"
    path.write_bytes(issued_by_an_authority("Balai Contoh"))
    seal = open_seal(path, "")

    facts = verify_pdf(sign_pdf(render_pdf("<title>x</title><p>x"), seal, now=now()), trusted=[seal.fingerprint])

    assert facts == SignatureFacts(signed=True, intact=True, whole=True, ours=True, signer="Balai Contoh")
    assert not seal.is_development


def issued_by_an_authority(name: str) -> bytes:
    """A PKCS#12 whose certificate an authority of its own has signed, with the authority's beside it."""
    root_key, key = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    root = certificate_for("Otoritas Contoh", root_key.public_key(), "Otoritas Contoh", root_key)
    leaf = certificate_for(name, key.public_key(), "Otoritas Contoh", root_key)
    return pkcs12.serialize_key_and_certificates(b"x", key, leaf, [root], NoEncryption())


def certificate_for(name: str, key: rsa.RSAPublicKey, issuer: str, issuer_key: rsa.RSAPrivateKey) -> x509.Certificate:
    subject, signed_by = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)]) for text in (name, issuer))
    return (
        x509.CertificateBuilder(signed_by, subject, key, x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .sign(issuer_key, hashes.SHA256())
    )


def test_signing_works_where_a_loop_is_running_already(seal: Seal, signed: bytes) -> None:
    async def sign_in_a_loop() -> bytes:
        return sign_pdf(render_pdf("<title>Contoh</title><p>Isi"), seal, now=now())

    # In a thread of its own: a browser of another test may have left a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        content = pool.submit(lambda: asyncio.run(sign_in_a_loop())).result()
    assert verify_pdf(content, trusted=[seal.fingerprint]) == WHOLE


def test_a_key_of_a_curve_signs_in_the_room_it_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "curve.p12"
    path.write_bytes(self_signed("Balai Contoh", ec.generate_private_key(ec.SECP256R1())))
    seal = open_seal(path, "")

    assert {2 * len(seal.cms(bytes([number]) * 32)) for number in range(50)} == {seal.room}


def test_a_changed_key_file_is_opened_anew(tmp_path: Path) -> None:
    path = tmp_path / "key.p12"
    path.write_bytes(self_signed("Balai Lama", rsa.generate_private_key(public_exponent=65537, key_size=2048)))
    before = open_seal(path, "")
    path.write_bytes(self_signed("Balai Baru", rsa.generate_private_key(public_exponent=65537, key_size=2048)))

    assert (before.name, open_seal(path, "").name) == ("Balai Lama", "Balai Baru")
    assert open_seal(path, "") is open_seal(path, "")


def test_a_key_that_is_not_its_certificates_is_refused() -> None:
    one, other = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    certificate = certificate_of("Balai Contoh", other)

    with pytest.raises(KeyMismatch):
        cms_maker(one, certificate, [])
    assert cms_maker(other, certificate, [])(bytes(32))


def self_signed(name: str, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return pkcs12.serialize_key_and_certificates(b"x", key, certificate_of(name, key), None, NoEncryption())


def certificate_of(name: str, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now() - timedelta(days=1)).not_valid_after(now() + timedelta(days=30))
    return builder.sign(key, hashes.SHA256())

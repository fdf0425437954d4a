"""Keys and certificates of institutions and authorities that exist in tests alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from plm.clock import now
from tests.apart import apart

PASSWORD = "kata sandi"


@dataclass(frozen=True)
class Holder:
    """A private key with its certificate, and the certificates above it."""

    key: Any
    certificate: x509.Certificate
    above: tuple[x509.Certificate, ...] = ()

    def p12(self, path: Path, password: str = PASSWORD) -> Path:
        above = list(self.above) or None
        sealed = BestAvailableEncryption(password.encode())
        path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", self.key, self.certificate, above, sealed))
        return path

    def pem(self, path: Path) -> Path:
        path.write_bytes(self.certificate.public_bytes(Encoding.PEM))
        return path

    def signer(self) -> signers.SimpleSigner:
        made = pkcs12.serialize_key_and_certificates(
            b"x", self.key, self.certificate, list(self.above) or None, NoEncryption()
        )
        found = signers.SimpleSigner.load_pkcs12_data(made, other_certs=[], passphrase=None)
        assert found is not None
        return found


@cache
def rsa_key(number: int = 0) -> rsa.RSAPrivateKey:
    """One for each number, because they take long to make."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def root(name: str = "BSrE contoh", number: int = 100) -> Holder:
    key = rsa_key(number)
    return Holder(key, _certificate(name, key, name, key, ca=True))


def institution(name: str = "Balai Contoh", *, issuer: Holder | None = None, **changes: Any) -> Holder:
    """Signed by `issuer` or by itself; `changes` are key, starts, ends, usage."""
    key = changes.pop("key", None) or rsa_key()
    by = issuer.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value if issuer else name
    made = _certificate(name, key, str(by), issuer.key if issuer else key, **changes)
    return Holder(key, made, (issuer.certificate, *issuer.above) if issuer else ())


def p256() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def signed_elsewhere(pdf: bytes, holder: Holder, *, field: str = "TTE", **options: Any) -> bytes:
    """As an agency's own tool signs it: one more revision at the end."""
    meta = signers.PdfSignatureMetadata(
        field_name=field, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256", **options
    )
    written = apart(lambda: signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), meta, signer=holder.signer()))
    return bytes(written.getvalue())


def private_pem(holder: Holder) -> bytes:
    return bytes(holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _certificate(
    name: str,
    key: Any,
    issuer: str,
    issuer_key: Any,
    *,
    ca: bool = False,
    starts: datetime | None = None,
    ends: datetime | None = None,
    usage: tuple[str, ...] | None = ("digital_signature", "content_commitment"),
) -> x509.Certificate:
    subject, by = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)]) for text in (name, issuer))
    builder = (
        x509.CertificateBuilder(by, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(starts or now() - timedelta(days=1))
        .not_valid_after(ends or now() + timedelta(days=365))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if usage is not None:
        names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
        said = {word: word in usage for word in names}
        builder = builder.add_extension(
            x509.KeyUsage(**said, key_cert_sign=ca, crl_sign=ca, encipher_only=False, decipher_only=False),
            critical=True,
        )
    return builder.sign(issuer_key, hashes.SHA256())

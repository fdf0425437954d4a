"""The key of a trial."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from plm.adapters.signing.seals import DEVELOPMENT_NAME


def make_development_p12(path: Path, password: str, *, now: datetime) -> None:
    """A key that says of itself that it is none: for trying plm, never for a real certificate."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, DEVELOPMENT_NAME)])
    usage = {"digital_signature": True, "content_commitment": True}
    silent = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")
    unused = dict.fromkeys((*silent, "encipher_only", "decipher_only"), False)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now.astimezone(UTC) - timedelta(days=1))
        .not_valid_after(now.astimezone(UTC) + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage, **unused), critical=True)
        .sign(key, hashes.SHA256())
    )
    sealed = pkcs12.serialize_key_and_certificates(
        DEVELOPMENT_NAME.encode(), key, certificate, None, BestAvailableEncryption(password.encode())
    )
    path.touch(mode=0o600)
    path.write_bytes(sealed)

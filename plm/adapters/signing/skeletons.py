"""A CMS made once by pyHanko; for each file its digest and its signature are put in, which is all that differs."""

import hashlib
from collections.abc import Callable
from statistics import mode
from typing import cast

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from plm.adapters.signing.names import plain
from plm.adapters.signing.threads import in_a_thread

DIGEST = "sha256"
# Stands in the skeleton where a file's digest goes; found again because nothing else looks like it.
STANDING_IN = hashlib.sha256(b"plm: here goes the digest of a file").digest()
TRIALS = 200

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class KeyMismatch(ValueError):
    """The key is not the one that the certificate names."""


def cms_maker(key: Key, certificate: x509.Certificate, others: list[x509.Certificate]) -> Callable[[bytes], bytes]:
    """`digest in, CMS out`, for one key; raises KeyMismatch."""
    sign = _even_signer(key)
    made = _skeleton(sign, certificate, others)
    info = made["content"]["signer_infos"][0]
    attributes, signature, whole = info["signed_attrs"].untag().dump(), info["signature"].native, made.dump()
    in_attributes, in_whole = _parted(attributes, STANDING_IN), _parted(whole, STANDING_IN, signature)

    def digest_to_cms(digest: bytes) -> bytes:
        return in_whole[0] + digest + in_whole[1] + sign(digest.join(in_attributes)) + in_whole[2]

    _check(digest_to_cms, certificate)
    return digest_to_cms


def _parted(content: bytes, *marks: bytes) -> list[bytes]:
    """The pieces between the marks, each of which stands there once."""
    pieces = []
    for mark in marks:
        before, found, content = content.partition(mark)
        assert found
        assert mark not in content
        pieces.append(before)
    return [*pieces, content]


def _even_signer(key: Key) -> Callable[[bytes], bytes]:
    """Signatures of one length: those of elliptic curves vary by a byte or two, so another is made until it fits."""
    if isinstance(key, rsa.RSAPrivateKey):
        return lambda data: key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    length = mode(len(key.sign(b"", ec.ECDSA(hashes.SHA256()))) for _ in range(TRIALS))

    def sign(data: bytes) -> bytes:
        while True:
            if len(signature := key.sign(data, ec.ECDSA(hashes.SHA256()))) == length:
                return signature

    return sign


def _skeleton(
    sign: Callable[[bytes], bytes], certificate: x509.Certificate, others: list[x509.Certificate]
) -> cms.ContentInfo:
    class KeptKeySigner(signers.Signer):
        """pyHanko's own simple signer parses and checks the key at every signature, three quarters of its time."""

        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            return sign(data)

    registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko leaves it untyped
    registry.register_multiple([plain(other) for other in others])
    signer = KeptKeySigner(signing_cert=plain(certificate), cert_registry=registry)
    made = signer.async_sign(data_digest=STANDING_IN, digest_algorithm=DIGEST, use_pades=True)
    return cast(cms.ContentInfo, in_a_thread(made))


def _check(digest_to_cms: Callable[[bytes], bytes], certificate: x509.Certificate) -> None:
    """Once at the start: another digest, and the signature holds under the certificate's own key."""
    digest = hashlib.sha256(b"another").digest()
    info = cms.ContentInfo.load(digest_to_cms(digest))["content"]["signer_infos"][0]
    stated = [item["values"][0].native for item in info["signed_attrs"] if item["type"].native == "message_digest"]
    signature, signed, public = info["signature"].native, info["signed_attrs"].untag().dump(), certificate.public_key()
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
        else:
            assert isinstance(public, ec.EllipticCurvePublicKey)
            public.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, AssertionError) as wrong:
        raise KeyMismatch from wrong
    if stated != [digest]:
        raise KeyMismatch

"""The seal that the settings name, looked at before it is used."""

from dataclasses import replace
from datetime import timedelta

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from config import Settings
from plm.adapters.signing.authority import authority_of, read_roots
from plm.adapters.signing.gateway import open_gateway
from plm.adapters.signing.seals import Seal, open_seal
from plm.adapters.signing.usable import look_into_p12, require_usable
from plm.clock import now

WARN_BEFORE = timedelta(days=30)


def open_the_seal(settings: Settings) -> Seal:
    """Of the PKCS#12 file or of the gateway; raises SigningUnavailable before anything is signed."""
    if settings.signing_url:
        seal, chain = open_gateway(settings.signing_url, settings.signing_token)
        return _looked_at(seal, chain, settings)
    held = look_into_p12(settings.signing_p12, settings.signing_password)
    chain = [one.certificate for one in (held.cert, *held.additional_certs) if one is not None]
    require_usable(chain[0], now=now())
    return _looked_at(open_seal(settings.signing_p12, settings.signing_password), chain, settings)


def _looked_at(seal: Seal, chain: list[x509.Certificate], settings: Settings) -> Seal:
    moment = now()
    require_usable(chain[0], now=moment)
    signer, *others = (asn1_x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in chain)
    return replace(seal, authority=authority_of(signer, others, roots=read_roots(settings.bsre_roots), at=moment))


def ends_soon(seal: Seal) -> bool:
    """Whether somebody should ask for a new certificate now."""
    return seal.valid_until - now() < WARN_BEFORE

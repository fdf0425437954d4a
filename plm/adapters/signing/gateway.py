"""A signer on another machine: the digest goes there over HTTP, its CMS comes back and is checked before it is used."""

import json
from base64 import b64decode
from collections.abc import Callable
from functools import lru_cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.general import extract_certificate_info, extract_signer_info
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from plm.adapters.signing.names import common_name, fingerprint
from plm.adapters.signing.refusing import SealRefused
from plm.adapters.signing.seals import Seal
from plm.adapters.signing.skeletons import DIGEST
from plm.certificates.rules import SealFlaw

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 20.0
LARGEST_ANSWER = 200_000
# A signature, its attributes, and a timestamp with its chain if the gateway adds one; the chain comes on top.
SPARE_BYTES = 8_192
PAUSES = (0.2, 1.0)
KEPT_SECONDS = 60
BUSY = frozenset({429, 503})


def open_gateway(url: str, token: str) -> tuple[Seal, list[x509.Certificate]]:
    """The seal behind the gateway with its chain, asked for once a minute; raises SealRefused."""
    return _open(url, token, int(monotonic() / KEPT_SECONDS))


@lru_cache(maxsize=2)
def _open(url: str, token: str, minute: int) -> tuple[Seal, list[x509.Certificate]]:
    ask = _asking(url, token)
    chain = _chain(ask("GET", "/seal", None))
    room = 2 * (sum(len(one.public_bytes(Encoding.DER)) for one in chain) + SPARE_BYTES)

    def sign(digest: bytes) -> bytes:
        answer = ask("POST", "/cms", {"digest": digest.hex(), "algorithm": DIGEST})
        return _checked(_bytes(answer, "cms"), digest, chain[0], room)

    seal = Seal(
        name=common_name(chain[0]),
        fingerprint=fingerprint(chain[0]),
        valid_until=chain[0].not_valid_after_utc,
        cms=sign,
        room=room,
    )
    return seal, chain


def _chain(answer: dict[str, Any]) -> list[x509.Certificate]:
    try:
        chain = [x509.load_der_x509_certificate(b64decode(one, validate=True)) for one in answer["chain"]]
    except (KeyError, TypeError, ValueError) as wrong:
        raise _wrong("its certificate chain cannot be read") from wrong
    if not chain:
        raise _wrong("it names no certificate")
    return chain


def _checked(made: bytes, digest: bytes, signer: x509.Certificate, room: int) -> bytes:
    """What a gateway answers is believed when it proves itself."""
    if 2 * len(made) > room:
        raise _wrong("its signature is larger than the room for it")
    try:
        info, certificate, attached = _parsed(made)
        names = {one["type"].native for one in info["signed_attrs"]}
        intact, valid = validate_sig_integrity(info, certificate, expected_content_type="data", actual_digest=digest)
    except Exception as damaged:  # a damaged answer breaks its parser in any way, and each means the same
        raise _wrong("its signature cannot be read") from damaged
    if fingerprint(x509.load_der_x509_certificate(certificate.dump())) != fingerprint(signer):
        raise _wrong("it signed with another certificate than it named")
    if not intact:
        raise _wrong("it signed another digest than ours")
    if not valid or attached or info["digest_algorithm"]["algorithm"].native != DIGEST:
        raise _wrong("its signature is not valid")
    if "signing_certificate_v2" not in names:
        raise _wrong("its signature does not name its certificate, as PAdES wants")
    return made


def _parsed(made: bytes) -> tuple[Any, Any, bool]:
    signed = cms.ContentInfo.load(made, strict=True)["content"]
    attached = signed["encap_content_info"]["content"].native is not None
    return extract_signer_info(signed), extract_certificate_info(signed).signer_cert, attached


def _bytes(answer: dict[str, Any], name: str) -> bytes:
    try:
        return b64decode(answer[name], validate=True)
    except (KeyError, TypeError, ValueError) as wrong:
        raise _wrong("its answer holds no signature") from wrong


def _asking(url: str, token: str) -> Callable[[str, str, dict[str, str] | None], dict[str, Any]]:
    """One question to the gateway; asked again only where it cannot have been heard, or was too busy."""

    def ask(verb: str, path: str, words: dict[str, str] | None) -> dict[str, Any]:
        for pause in (*PAUSES, None):
            status, body = _once(url, token, verb, path, words, may_wait=pause is not None)
            if status not in (0, *BUSY) or pause is None:
                break
            sleep(pause)
        if status != 200:
            raise SealRefused(SealFlaw.GATEWAY_SILENT, f"the signing gateway answers {status}")
        return _object(body)

    return ask


def _once(
    url: str, token: str, verb: str, path: str, words: dict[str, str] | None, *, may_wait: bool
) -> tuple[int, bytes]:
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    line = kind(parts.hostname or "", parts.port, timeout=CONNECT_SECONDS)
    try:
        line.connect()
    except OSError as gone:
        if may_wait:
            return 0, b""
        raise SealRefused(SealFlaw.GATEWAY_SILENT, "the signing gateway cannot be reached") from gone
    try:
        return _heard(line, token, verb, parts.path.rstrip("/") + path, words)
    except (OSError, HTTPException) as cut:  # it may have signed: asking again is the caller's choice
        raise SealRefused(SealFlaw.GATEWAY_SILENT, "the signing gateway did not answer to the end") from cut
    finally:
        line.close()


def _heard(line: HTTPConnection, token: str, verb: str, path: str, words: dict[str, str] | None) -> tuple[int, bytes]:
    """The answer within its time, however slowly it drips."""
    headers = {"Accept": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    body = None if words is None else json.dumps(words)
    ends_at = monotonic() + ANSWER_SECONDS
    if line.sock is not None:
        line.sock.settimeout(ANSWER_SECONDS)
    line.request(verb, path, body, {**headers, **({"Content-Type": "application/json"} if words else {})})
    answer, heard = line.getresponse(), b""
    while part := answer.read1(65_536):
        heard += part
        if monotonic() > ends_at or len(heard) > LARGEST_ANSWER:
            raise TimeoutError
    if answer.length:
        raise ConnectionError
    return answer.status, heard


def _object(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError as wrong:
        raise _wrong("its answer is no JSON") from wrong
    if not isinstance(answer, dict):
        raise _wrong("its answer is no JSON object")
    return answer


def _wrong(why: str) -> SealRefused:
    return SealRefused(SealFlaw.GATEWAY_WRONG, f"the signing gateway cannot be used: {why}")

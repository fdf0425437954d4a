"""A signing gateway that speaks HTTP, with a key of its own and with every fault that one may have."""

import asyncio
import json
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from asn1crypto import cms
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign import signers

from tests.adapters.signing.keys import Holder, institution, rsa_key
from tests.apart import apart

TOKEN = "rahasia-gerbang"


class Fault(StrEnum):
    """What the gateway does wrong when it is asked to sign."""

    NONE, OTHER_DIGEST, OTHER_KEY, TAMPERED, SLOW, DRIPPING = (
        "none",
        "other_digest",
        "other_key",
        "tampered",
        "slow",
        "dripping",
    )
    ERROR, CUT, NONSENSE, TOO_LARGE, NO_PADES, BUSY_ONCE = (
        "error",
        "cut",
        "nonsense",
        "too_large",
        "no_pades",
        "busy_once",
    )


@dataclass
class Gateway:
    """A running gateway; `asked` are the digests it was asked to sign."""

    holder: Holder
    url: str = ""
    fault: Fault = Fault.NONE
    asked: list[str] = field(default_factory=list)
    refused: int = 0

    def answer(self, digest: str) -> dict[str, str]:
        holder = institution("Balai Contoh", key=rsa_key(7)) if self.fault is Fault.OTHER_KEY else self.holder
        meant = bytes(32) if self.fault is Fault.OTHER_DIGEST else bytes.fromhex(digest)
        pades = self.fault is not Fault.NO_PADES
        made = _made(holder, meant, pades)
        if self.fault is Fault.TAMPERED:
            made = made[:-1] + bytes([made[-1] ^ 1])
        if self.fault is Fault.TOO_LARGE:
            made += bytes(60_000)
        return {"cms": b64encode(made).decode()}


class Bare(signers.SimpleSigner):
    """Leaves out the attribute that names the certificate."""

    async def signed_attrs(self, *args: Any, **options: Any) -> cms.CMSAttributes:
        made = await super().signed_attrs(*args, **options)
        return cms.CMSAttributes([one for one in made if one["type"].native != "signing_certificate_v2"])


def _made(holder: Holder, digest: bytes, pades: bool) -> bytes:
    signer = holder.signer()
    if not pades:
        signer.__class__ = Bare
    made = signer.async_sign(data_digest=digest, digest_algorithm="sha256", use_pades=True)
    return bytes(apart(lambda: asyncio.run(made)).dump())


@contextmanager
def running(holder: Holder) -> Iterator[Gateway]:
    """Listening on a port of its own, in threads."""
    gateway = Gateway(holder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(gateway))
    server.daemon_threads = True
    gateway.url = f"http://127.0.0.1:{server.server_address[1]}/tte"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(gateway: Gateway) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            chain = (gateway.holder.certificate, *gateway.holder.above)
            self._say(200, {"chain": [b64encode(one.public_bytes(Encoding.DER)).decode() for one in chain]})

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            gateway.asked.append(asked["digest"])
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                self._say(401, {})
            elif gateway.fault is Fault.ERROR:
                self._say(500, {})
            elif gateway.fault is Fault.BUSY_ONCE and len(gateway.asked) == 1:
                self._say(503, {})
            elif gateway.fault is Fault.SLOW:
                time.sleep(2)
            elif gateway.fault is Fault.NONSENSE:
                self._write(b"<html>gerbang</html>")
            else:
                self._sign(asked["digest"])

        def _sign(self, digest: str) -> None:
            body = json.dumps(gateway.answer(digest)).encode()
            if gateway.fault is Fault.CUT:
                self._start(len(body))
                self.wfile.write(body[:100])
            elif gateway.fault is Fault.DRIPPING:
                self._start(len(body))
                for at in range(40):
                    self.wfile.write(body[at : at + 1])
                    time.sleep(0.1)
            else:
                self._write(body)

        def _say(self, status: int, words: dict[str, Any]) -> None:
            self._write(json.dumps(words).encode(), status)

        def _write(self, body: bytes, status: int = 200) -> None:
            self._start(len(body), status)
            self.wfile.write(body)

        def _start(self, length: int, status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(length))
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    return Handler

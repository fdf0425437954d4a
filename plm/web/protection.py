"""Headers that every answer carries, and transactions that suit the request."""

from flask import Flask, Response, request

from plm.db import begin_read_only
from plm.extensions import db

POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
CONTENT_SECURITY_POLICY = "; ".join(f"{name} {value}" for name, value in POLICY.items())
# A worker obeys the policy of its own script: the desk's decoder alone may compile WebAssembly, its page may not.
DECODER = "desk/decode-worker.js"
DECODER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
READING = frozenset({"GET", "HEAD", "OPTIONS"})


def register(app: Flask) -> None:
    app.before_request(_choose_transaction)
    app.after_request(_add_headers)


def _choose_transaction() -> None:
    begin_read_only(request.method in READING)


def begin_again(*, read_only: bool) -> None:
    """End the transaction and let another one begin: one that only reads cannot turn to writing on SQLite."""
    db.session.commit()
    begin_read_only(read_only)


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if response.mimetype == "text/html":
        # Pages hold names and carry links that open; neither belongs in a shared cache, and Back asks again.
        headers.setdefault("Cache-Control", "no-cache, private")
    return response

"""The check-in app: one page, installed once, that opens without a network and itself holds nobody's name."""

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from apiflask import APIBlueprint
from flask import Response, abort, render_template, request, send_from_directory, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from config import ROOT
from plm.checkin.rules import Reason, ScanOutcome
from plm.registration.rules import EventRole
from plm.web.language import LANGUAGES
from plm.web.protection import DECODER, DECODER_POLICY

STATIC = ROOT / "plm" / "web" / "static"
PAGE = "desk/app/index.html"
SERVICE_WORKER = "desk/app/service-worker.js"
BACKGROUND = "desk/app/engine/background.js"
SEND_WITHOUT_A_PAGE = 'self.addEventListener("sync", (event) => event.waitUntil(sendWaiting()));\n'
PATTERNS = (
    "desk/app/**/*.js",
    "desk/app/*.css",
    DECODER,
    "vendor/bootstrap.min.css",
    "vendor/idb-*/*.js",
    "vendor/noble-ed25519-*/*.js",
    "vendor/zxing-*/*.js",
    "vendor/zxing-*/*.wasm",
    "icons.svg",
    "mark.svg",
    "tokens.css",
    "weave-on-ink.svg",
)
A_YEAR = 31_536_000

# Closed to nobody: what opens here is empty until a device is paired, and then asks with the device's own token.
shell = APIBlueprint("desk_app", __name__, url_prefix="/pindai", enable_openapi=False)


@shell.get("/")
def index() -> str:
    """The page; which language it speaks is the reader's choice, also later and without a network."""
    return render_template(PAGE, words=_words(), version=_version(), file=_address)


@shell.get("/berkas/<version>/<path:name>")
def file(version: str, name: str) -> Response:
    """A file of the app. All of one version belong together; another version's file is never given out instead."""
    if version != _version() or name not in _files():
        abort(404)
    response = send_from_directory(STATIC, name, max_age=A_YEAR)
    response.cache_control.public = True
    response.cache_control.immutable = True
    if name == DECODER:
        response.headers["Content-Security-Policy"] = DECODER_POLICY
    return response


@shell.get("/sw.js")
def service_worker() -> Response:
    """The service worker, with the list of what it keeps; a changed file changes the list and thereby the worker.

    As a module (`?modul`), where the browser takes one, it also sends what waits while no page is open.
    """
    kept = [url_for(".index"), url_for(".manifest"), *(_address(name) for name in sorted(_files()))]
    facts = json.dumps({"version": _version(), "shell": url_for(".index"), "kept": kept})
    script = f"self.PLM = {facts};\n{(STATIC / SERVICE_WORKER).read_text(encoding='utf-8')}"
    if "modul" in request.args:
        script = f"import {{ sendWaiting }} from {json.dumps(_address(BACKGROUND))};\n{script}{SEND_WITHOUT_A_PAGE}"
    response = Response(script, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@shell.get("/manifest.webmanifest")
def manifest() -> Response:
    """What the phone's home screen shows."""
    facts = {
        "id": url_for(".index"),
        "name": _("Pemindai PLM"),
        "short_name": _("Pemindai"),
        "description": _("Mencatat kehadiran di pintu, juga tanpa jaringan."),
        "start_url": url_for(".index"),
        "scope": url_for(".index"),
        "display": "standalone",
        "background_color": "#000000",
        "theme_color": "#000000",
        "icons": [
            _icon("192", "any"),
            _icon("512", "any"),
            _icon("maskable", "maskable", size=512),
        ],
    }
    response = Response(json.dumps(facts), mimetype="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _icon(name: str, purpose: str, size: int | None = None) -> dict[str, str]:
    side = size or int(name)
    return {
        "src": url_for("static", filename=f"desk/icons/{name}.png", v=_version()),
        "sizes": f"{side}x{side}",
        "type": "image/png",
        "purpose": purpose,
    }


def _address(name: str) -> str:
    return url_for("desk_app.file", version=_version(), name=name)


@cache
def _files() -> frozenset[str]:
    """The names of the app's files; whatever else lies among the static ones is not given out here."""
    found = (path for pattern in PATTERNS for path in STATIC.glob(pattern))
    return frozenset(path.relative_to(STATIC).as_posix() for path in found) - {SERVICE_WORKER}


@cache
def _version() -> str:
    """One name for all that the app consists of: page, words and files."""
    digest = sha256(json.dumps(_words(), sort_keys=True).encode())
    for path in (ROOT / "templates" / PAGE, STATIC / SERVICE_WORKER, *(STATIC / name for name in sorted(_files()))):
        digest.update(_piece(path))
    return digest.hexdigest()[:16]


def _piece(path: Path) -> bytes:
    return f"\n{path.name}\n".encode() + path.read_bytes()


@cache
def _words() -> Mapping[str, dict[str, Any]]:
    """Every word of the app in every language."""
    return {language: _words_in(language) for language in LANGUAGES}


def _words_in(language: str) -> dict[str, Any]:
    with force_locale(language):
        words = render_template(
            "desk/app/words.html", reasons=list(Reason), outcomes=list(ScanOutcome), roles=list(EventRole)
        )
    said: dict[str, Any] = json.loads(words)
    return said

"""Static files by content: a changed file has a new address, so each may be kept for a year."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, url_for


def register(app: Flask) -> None:
    folder = Path(app.static_folder or "")

    @cache
    def fingerprint(name: str) -> str:
        return hashlib.sha256((folder / name).read_bytes()).hexdigest()[:12]

    def asset(name: str) -> str:
        """The address of a static file, with its content's fingerprint."""
        return url_for("static", filename=name, v=fingerprint(name))

    app.jinja_env.globals["asset"] = asset

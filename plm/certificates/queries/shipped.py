"""The templates that plm ships, read from its folder."""

import hashlib
from functools import cache
from pathlib import Path

from plm.certificates.rules import Content

FOLDER = Path(__file__).resolve().parents[3] / "templates" / "documents" / "certificates"
IMAGES = (".svg", ".png", ".jpg")


def image_key(content: bytes, suffix: str) -> str:
    """Where an image lies in storage: named by its content, so that a version keeps what it showed."""
    return f"templates/{hashlib.sha256(content).hexdigest()}{suffix}"


@cache
def shipped_content(folder: str) -> Content:
    """What one of ours says today."""
    files = [path for path in sorted((FOLDER / folder).iterdir()) if path.suffix in IMAGES]
    images = {path.name: image_key(path.read_bytes(), path.suffix) for path in files}
    html, css = ((FOLDER / folder / name).read_text() for name in ("template.html", "template.css"))
    return Content(html, css, images, shipped=folder)


@cache
def shipped_images() -> dict[str, Path]:
    """Every image we ship by its storage key."""
    files = [path for path in FOLDER.rglob("*") if path.suffix in IMAGES]
    return {image_key(path.read_bytes(), path.suffix): path for path in files}

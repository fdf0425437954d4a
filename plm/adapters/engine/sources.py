"""A template loaded into WeasyPrint, which reaches its own images, the shipped fonts and nothing else."""

import atexit
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image, UnidentifiedImageError

from plm.adapters.engine import texts
from plm.adapters.engine.values import Flaw, Template, TemplateRefused
from plm.adapters.pdf import SHARP_IMAGES, AssetRefused, asset_path, load_weasyprint

KINDS = {".svg": "image/svg+xml", ".css": "text/css"}
SHARED = "fonts/"
PIXELS = 2_000
KEPT = 4
EMPTY_CODE = (
    "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdC"
    "b3g9IjAgMCAxIDEiIHdpZHRoPSIxIiBoZWlnaHQ9IjEiLz4="
)
OPTIONS = {"dpi": 300}


class Loaded:
    """A parsed template: its tree may be filled before it is rendered."""

    def __init__(self, template: Template) -> None:
        weasyprint, urls = load_weasyprint()
        self.template = template
        self.fetcher = _fetcher(urls, template.images)
        self.page = weasyprint.HTML(string=template.html, url_fetcher=self.fetcher)
        self.tree = self.page.etree_element
        refuse(*texts.flaws_of(self.tree), *_image_flaws(template.images))
        for image in codes_of(self.tree):
            image.set("src", EMPTY_CODE)
            image.attrib.setdefault("alt", "Kode QR")

    def render(self, *, extra: str = "", variant: str | None = "pdf/a-3a") -> Any:
        """The laid out document; raises TemplateRefused for what it could not reach."""
        weasyprint, _ = load_weasyprint()
        sheets = [style_sheet(self.template, self.fetcher), weasyprint.CSS(string=SHARP_IMAGES + extra)]
        document = self.page.render(
            font_config=faces_of(self.template, self.fetcher), stylesheets=sheets, pdf_variant=variant, **OPTIONS
        )
        refuse(*_dressed(self.template, self.fetcher)[2], *self.fetcher.refused)
        return document


def refuse(*flaws: tuple[Flaw, str]) -> None:
    if flaws:
        raise TemplateRefused(*flaws)


def codes_of(tree: Any) -> list[Any]:
    return [image for image in tree.iter("img") if "data-qr" in image.attrib]


def faces_of(template: Template, fetcher: Any) -> Any:
    return _dressed(template, fetcher)[1]


def style_sheet(template: Template, fetcher: Any) -> Any:
    return _dressed(template, fetcher)[0]


_worn: dict[str, tuple[Any, Any, tuple[tuple[Flaw, str], ...]]] = {}
# WeasyPrint lets faces go by functions that the end of the process takes away first.
atexit.register(_worn.clear)


def _dressed(template: Template, fetcher: Any) -> tuple[Any, Any, tuple[tuple[Flaw, str], ...]]:
    """The parsed style sheet and its faces, kept for the next sheets of the same template."""
    if template.css not in _worn:
        weasyprint, _ = load_weasyprint()
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  # loaded late, as WeasyPrint itself

        faces = FontConfiguration()
        sheet = weasyprint.CSS(string=template.css, font_config=faces, url_fetcher=fetcher)
        while len(_worn) >= KEPT:
            _worn.pop(next(iter(_worn)))
        _worn[template.css] = (sheet, faces, tuple(fetcher.refused))
    return _worn[template.css]


def _image_flaws(images: Mapping[str, bytes]) -> list[tuple[Flaw, str]]:
    return [(Flaw.IMAGE_UNREADABLE, name) for name, content in images.items() if not _readable(name, content)]


def _readable(name: str, content: bytes) -> bool:
    if name.endswith(".svg"):
        return b"<svg" in content
    try:
        with Image.open(BytesIO(content)) as image:
            return max(image.size) <= PIXELS
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return False


def _fetcher(urls: Any, images: Mapping[str, bytes]) -> Any:
    fetcher = _fetchers(urls)()
    fetcher.images, fetcher.refused = images, []
    return fetcher


@cache
def _fetchers(urls: Any) -> Any:
    class OwnOnly(urls.URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        """`data:`, the template's own images and the shipped fonts; notes whatever else was asked for."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=("data",), allow_redirects=False)

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            if not url.startswith("asset:"):
                return self.refuse(Flaw.FOREIGN_ADDRESS, url)
            name = url.removeprefix("asset:")
            content = self.images.get(name, _shipped(name))
            if content is None:
                return self.refuse(Flaw.IMAGE_MISSING, name)
            kind = KINDS.get(name[name.rfind(".") :], "application/octet-stream")
            return urls.URLFetcherResponse(url, content, {"Content-Type": kind})

        def refuse(self, flaw: Flaw, what: str) -> Any:
            self.refused.append((flaw, what[:200]))
            raise ValueError(what)

    return OwnOnly


def _shipped(name: str) -> bytes | None:
    """A font of ours; the other assets belong to templates, which bring their own."""
    if not name.startswith(SHARED):
        return None
    try:
        return asset_path(f"asset:{name}").read_bytes()
    except AssetRefused:
        return None

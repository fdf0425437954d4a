"""HTML to PDF by WeasyPrint, which may read nothing but the files of `templates/documents/assets`."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined

DOCUMENTS = Path(__file__).resolve().parents[2] / "templates" / "documents"
ASSETS = DOCUMENTS / "assets"
SYSTEM_LIBRARIES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-noto-core")
# Without it the PDF would ask viewers to smooth images, which PDF/A forbids.
SHARP_IMAGES = "* { image-rendering: crisp-edges }"


class PdfUnavailable(RuntimeError):
    """The system libraries of WeasyPrint are missing; says which command installs them."""

    def __init__(self) -> None:
        super().__init__(f"PDFs need system libraries: apt-get install {' '.join(SYSTEM_LIBRARIES)}")


class AssetRefused(RuntimeError):
    """A document asked for something that is not one of its own assets."""


class GlyphMissing(RuntimeError):
    """A sign is in none of the fonts: a box would stand in its place."""


def render_document(name: str, facts: Mapping[str, object]) -> str:
    """HTML of a paper under `templates/documents`; every value is escaped."""
    return _environment().get_template(name).render(facts)


def render_pdf(html: str, *, variant: str = "pdf/a-3a") -> bytes:
    """One tagged PDF; raises AssetRefused, GlyphMissing or PdfUnavailable rather than make half a paper."""
    weasyprint, urls = load_weasyprint()
    try:
        page = weasyprint.HTML(string=html, url_fetcher=_assets_only(urls))
        sharp = weasyprint.CSS(string=SHARP_IMAGES)
        with no_missing_glyphs():
            return bytes(page.write_pdf(stylesheets=[sharp], pdf_variant=variant))
    except urls.FatalURLFetchingError as refused:
        raise AssetRefused(str(refused)) from refused


def load_weasyprint() -> tuple[Any, Any]:
    """WeasyPrint and its url module, loaded late: its system libraries may be absent where no PDF is made."""
    try:
        import weasyprint  # noqa: PLC0415  # see the docstring
        from weasyprint import urls  # noqa: PLC0415  # see the docstring
    except OSError as missing:
        raise PdfUnavailable from missing
    return weasyprint, urls


def date_range(starts_on: date, ends_on: date) -> str:
    """Indonesian: `6–8 November 2024`, `30 Oktober – 2 November 2024`."""
    end = format_date(ends_on, "d MMMM y", locale="id")
    if starts_on == ends_on:
        return end
    if (starts_on.year, starts_on.month) == (ends_on.year, ends_on.month):
        return f"{starts_on.day}–{end}"
    pattern = "d MMMM" if starts_on.year == ends_on.year else "d MMMM y"
    return f"{format_date(starts_on, pattern, locale='id')} – {end}"


@contextmanager
def no_missing_glyphs() -> Iterator[None]:
    """WeasyPrint only logs a missing glyph; a paper with a box in it must not leave the house."""
    lines: list[str] = []
    listener = logging.Handler()
    listener.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]  # one line each
    logger = logging.getLogger("weasyprint")
    logger.addHandler(listener)
    try:
        yield
    finally:
        logger.removeHandler(listener)
    if missing := [line for line in lines if ".notdef" in line]:
        raise GlyphMissing(missing[0])


@cache
def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(DOCUMENTS), undefined=StrictUndefined, autoescape=True)
    environment.filters["date"] = lambda day: date_range(day, day)
    environment.globals["date_range"] = date_range
    return environment


@cache
def _assets_only(urls: Any) -> Any:
    class AssetsOnly(urls.URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        """`asset:name` and `data:`; everything else ends the rendering."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith("asset:"):
                return super().fetch(url, headers)
            path = asset_path(url)
            kind = {".css": "text/css", ".svg": "image/svg+xml"}.get(path.suffix, "application/octet-stream")
            return urls.URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return AssetsOnly()


def asset_path(url: str) -> Path:
    """The file an `asset:` address names; raises AssetRefused when it leads outside."""
    path = (ASSETS / url.removeprefix("asset:")).resolve()
    if not path.is_relative_to(ASSETS.resolve()) or not path.is_file():
        raise AssetRefused(f"no such asset: {url}")
    return path

"""What a template may say: its places, its limits, and which of ours there are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser

from plm.certificates.rules.words import EarnedRole, TemplateKind
from plm.errors import Refusal

PLACES = (
    "nama",
    "nip",
    "lembaga",
    "nomor",
    "peran",
    "penghargaan",
    "acara",
    "tanggal",
    "tempat",
    "jp",
    "uraian",
    "penyelenggara",
    "tempat_ttd",
    "tanggal_ttd",
    "jabatan_ttd",
    "nama_ttd",
    "kode",
    "alamat_periksa",
    "pernyataan",
)
PLACE = re.compile(r"\{([^{}\s]{1,40})\}")
LONGEST_TEXT = 60_000
MOST_IMAGES = 12
# Nothing of this does anything on paper; refused, so that nobody believes it does. Styles have their own field.
FORBIDDEN = frozenset(
    {
        "script", "style", "link", "meta", "base", "iframe", "object", "embed", "form", "input", "button", "select",
        "textarea", "video", "audio",
    }
)  # fmt: skip
PROOF = ("nama", "nomor", "kode", "pernyataan")
NEEDED = {
    TemplateKind.CERTIFICATE: PROOF,
    TemplateKind.AWARD: (*PROOF, "penghargaan"),
    TemplateKind.LETTER: PROOF,
    TemplateKind.BADGE: ("nama",),
}


class TemplateProblem(StrEnum):
    """What is wrong with a template's text."""

    UNKNOWN_PLACE = "unknown_place"
    PLACE_MISSING = "place_missing"
    QR_MISSING = "qr_missing"
    FORBIDDEN_ELEMENT = "forbidden_element"
    HTML_TOO_LONG = "html_too_long"
    CSS_TOO_LONG = "css_too_long"
    PLACE_IN_CSS = "place_in_css"
    IMAGE_UNKNOWN = "image_unknown"


class TemplateTextRefused(Refusal):
    """`problems` holds every (problem, word it hangs on)."""

    code = "template_text_refused"
    status = 422


@dataclass(frozen=True)
class Content:
    """What a version holds; `images` maps names to storage keys named by content."""

    html: str
    css: str
    images: dict[str, str]
    shipped: str = ""


@dataclass(frozen=True)
class Shipped:
    """A template of ours, known by its folder."""

    folder: str
    kind: TemplateKind


SHIPPED = (
    Shipped("lanskap", TemplateKind.CERTIFICATE),
    Shipped("potret", TemplateKind.CERTIFICATE),
    Shipped("piagam", TemplateKind.AWARD),
    Shipped("surat", TemplateKind.LETTER),
    Shipped("kartu", TemplateKind.BADGE),
)
# The names under which ours stand in an event where nobody chose; part of the data, so in one language.
DEFAULT_NAMES = {"lanskap": "Sertifikat bawaan", "piagam": "Piagam bawaan"}


def default_for(role: EarnedRole) -> Shipped:
    """What a role is printed with while nobody chose."""
    folder = "piagam" if role is EarnedRole.WINNER else "lanskap"
    return next(one for one in SHIPPED if one.folder == folder)


def serves(kind: TemplateKind, role: EarnedRole) -> bool:
    """Whether certificates of the role can be printed with it: a badge is no certificate, an award needs a winner."""
    return kind is not TemplateKind.BADGE and (kind is not TemplateKind.AWARD or role is EarnedRole.WINNER)


def check_content(kind: TemplateKind, content: Content) -> None:
    """Refuse what could not be printed or proven, all problems at once; the engine looks at the paper afterwards."""
    if problems := tuple(dict.fromkeys(_problems(kind, content))):
        raise TemplateTextRefused(problems=problems)


def _problems(kind: TemplateKind, content: Content) -> Iterator[tuple[TemplateProblem, str]]:
    if len(content.html) > LONGEST_TEXT:
        yield TemplateProblem.HTML_TOO_LONG, ""
    if len(content.css) > LONGEST_TEXT:
        yield TemplateProblem.CSS_TOO_LONG, ""
    if len(content.html) > LONGEST_TEXT or len(content.css) > LONGEST_TEXT:
        return
    yield from _text_problems(kind, content.html)
    yield from ((TemplateProblem.PLACE_IN_CSS, name) for name in PLACE.findall(content.css) if name in PLACES)
    for name in named_images(content.html + content.css):
        if name not in content.images:
            yield TemplateProblem.IMAGE_UNKNOWN, name


def _text_problems(kind: TemplateKind, html: str) -> Iterator[tuple[TemplateProblem, str]]:
    seen = _Elements()
    seen.feed(html)
    seen.close()
    places = PLACE.findall(html)
    yield from ((TemplateProblem.FORBIDDEN_ELEMENT, tag) for tag in seen.tags if tag in FORBIDDEN)
    yield from ((TemplateProblem.UNKNOWN_PLACE, name) for name in places if name not in PLACES)
    yield from ((TemplateProblem.PLACE_MISSING, name) for name in NEEDED[kind] if name not in places)
    if kind is not TemplateKind.BADGE and not seen.has_code:
        yield TemplateProblem.QR_MISSING, ""


def named_images(text: str) -> list[str]:
    """Images the text asks for, the shipped fonts aside."""
    return [name for name in re.findall(r"asset:([A-Za-z0-9_./-]+)", text) if not name.startswith("fonts/")]


class _Elements(HTMLParser):
    """The tags of a text, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.has_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.has_code = self.has_code or (tag == "img" and "data-qr" in dict(attrs))

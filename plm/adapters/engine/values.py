"""What the engine takes and gives: a template, a sheet a person, and the pieces of a batch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto


@dataclass(frozen=True)
class Template:
    """Plain HTML with places like `{nama}`; `<img data-qr>` is for the QR code, `asset:name` reaches an image."""

    html: str
    css: str
    images: Mapping[str, bytes] = field(default_factory=dict)
    title: str = "{nomor}, {nama}"
    author: str = ""


@dataclass(frozen=True)
class Sheet:
    """One person's values; `qr` is the text of the code, empty for none."""

    values: Mapping[str, str]
    qr: str = ""


class Remark(StrEnum):
    """What one person's sheet needs a look for."""

    GLYPH_MISSING = "glyph_missing"
    TOO_SMALL = "too_small"
    TOO_LONG = "too_long"


class Flaw(StrEnum):
    """Why a template cannot be used."""

    TWO_PAGES = "two_pages"
    HUGE_PAGE = "huge_page"
    PLACE_IN_GROUP = "place_in_group"
    PLACE_IN_SVG = "place_in_svg"
    PLACE_IN_ATTRIBUTE = "place_in_attribute"
    PLACE_DECORATED = "place_decorated"
    PLACE_AMONG_BOXES = "place_among_boxes"
    PLACE_IN_MIXED_PARAGRAPH = "place_in_mixed_paragraph"
    PLACE_UNSEEN = "place_unseen"
    PLACE_PUSHES = "place_pushes"
    FORBIDDEN_ELEMENT = "forbidden_element"
    FOREIGN_ADDRESS = "foreign_address"
    IMAGE_MISSING = "image_missing"
    IMAGE_UNREADABLE = "image_unreadable"
    QR_TOO_SMALL = "qr_too_small"
    GLYPH_MISSING = "glyph_missing"


class TemplateRefused(RuntimeError):
    """The template cannot be used; every flaw that was seen, with the word or address it hangs on."""

    def __init__(self, *flaws: tuple[Flaw, str]) -> None:
        super().__init__("; ".join(f"{flaw}: {detail}" for flaw, detail in flaws))
        self.flaws = tuple(dict.fromkeys(flaws))


class EngineOutdated(RuntimeError):
    """WeasyPrint inside is no longer what the fast road was measured on."""


@dataclass(frozen=True)
class Piece:
    """One person's own part of a file; with a `failure` nothing was printed."""

    tail: bytes
    sha256: str
    size: int
    remarks: frozenset[Remark] = frozenset()
    failure: Remark | None = None


@dataclass(frozen=True)
class Batch:
    """File i is `prefix + tail` of piece i; pieces come in the order of the sheets, made one by one."""

    prefix: bytes
    pieces: Iterator[Piece]


class Road(Enum):
    """HOLES paints once and fills holes; PUBLIC renders each sheet through WeasyPrint's public doors."""

    HOLES = auto()
    PUBLIC = auto()

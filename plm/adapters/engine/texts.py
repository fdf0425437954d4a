"""Places in a template's tree, found and filled without an HTML parser ever seeing a value."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from plm.adapters.engine.values import Flaw

PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
# Keeps the line of an empty place, so that nothing below moves up for whoever has no value there.
NOTHING = "\u200b"
SILENT = frozenset({"style", "title", "head"})
FORBIDDEN = frozenset(
    ["link", "script", "object", "embed", "iframe", "base", "form", "input", "meta", "video", "audio"]
)
HARMLESS_META = frozenset({"charset", "name", "content"})
# Letters of the Latin blocks, with marks, typographic signs and the currency signs: the shipped faces hold them.
LATIN = re.compile(
    "[\u0020-\u007e\u00a0-\u024f\u02b0-\u02ff\u0300-\u036f\u1e00-\u1eff\u2010-\u2027\u2030-\u203a\u20a0-\u20bf]*"
)


def is_plain(text: str) -> bool:
    """Whether the shipped Latin faces suffice; others bring a fallback font into every file of their batch."""
    return LATIN.fullmatch(text) is not None


def tidy(text: str) -> str:
    """One line: Pango would keep only the first."""
    return " ".join(text.split())


def fill(pattern: str, values: Mapping[str, str]) -> str:
    """One pass: a `{kode}` typed as a name stays as it was typed."""
    return PLACE.sub(lambda place: tidy(values.get(place[1], "")), pattern)


def fill_shown(pattern: str, values: Mapping[str, str]) -> str:
    """As `fill`, for text on paper: an empty place keeps its line."""
    return PLACE.sub(lambda place: tidy(values.get(place[1], "")) or NOTHING, pattern)


def fill_address(pattern: str, values: Mapping[str, str]) -> str:
    return PLACE.sub(lambda place: quote(tidy(values.get(place[1], "")), safe="/:"), pattern)


def texts_of(root: Any) -> Iterator[tuple[Any, str]]:
    """Each (element, "text" or "tail") of the body that holds a place, in reading order."""
    for element in root.iter():
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag not in SILENT and tag and PLACE.search(element.text or ""):
            yield element, "text"
        if PLACE.search(element.tail or ""):
            yield element, "tail"


def links_of(root: Any) -> Iterator[Any]:
    yield from (element for element in root.iter("a") if PLACE.search(element.get("href", "")))


def change(element: Any, where: str, changed: Callable[[str], str]) -> None:
    setattr(element, where, changed(getattr(element, where)))


def flaws_of(root: Any) -> Iterator[tuple[Flaw, str]]:
    """What can be told from the tree alone."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.rpartition("}")[2].lower()
        if tag in FORBIDDEN and not (tag == "meta" and set(element.keys()) <= HARMLESS_META):
            yield Flaw.FORBIDDEN_ELEMENT, tag
        if tag == "svg":
            yield from ((Flaw.PLACE_IN_SVG, place[0]) for place in PLACE.finditer("".join(element.itertext())))
        yield from _attribute_flaws(element, tag)


def _attribute_flaws(element: Any, tag: str) -> Iterator[tuple[Flaw, str]]:
    for name, value in element.items():
        if (tag, name) != ("a", "href") and (place := PLACE.search(value)):
            yield Flaw.PLACE_IN_ATTRIBUTE, f"{name}={place[0]}"


def places_of(html: str) -> frozenset[str]:
    """The names of all places, wherever they stand."""
    return frozenset(PLACE.findall(html))

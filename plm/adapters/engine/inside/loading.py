"""What is used of WeasyPrint's inside, by name, and how its boxes are walked."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from plm.adapters.engine.values import EngineOutdated
from plm.adapters.pdf import load_weasyprint

# What is used of it, by the name it has here: module and name there.
INSIDE = {
    "draw": ("weasyprint", "draw"),
    "draw_text": ("weasyprint.draw", "draw_text"),
    "boxes": ("weasyprint.formatting_structure", "boxes"),
    "transform": ("weasyprint.formatting_structure.text", "transform"),
    "Stream": ("weasyprint.pdf.stream", "Stream"),
    "split_first_line": ("weasyprint.text.line_break", "split_first_line"),
    "line_size": ("weasyprint.text.line_break", "line_size"),
    "Layout": ("weasyprint.text.line_break", "Layout"),
    "pango": ("weasyprint.text.ffi", "pango"),
    "FROM_UNITS": ("weasyprint.text.ffi", "FROM_UNITS"),
}


@cache
def load_inside() -> SimpleNamespace:
    """The internals by name; raises EngineOutdated when one has gone or moved."""
    load_weasyprint()
    try:
        found = {name: getattr(import_module(module), there) for name, (module, there) in INSIDE.items()}
        return SimpleNamespace(**found, clone=found["Stream"].clone)
    except (ImportError, AttributeError) as gone:
        raise EngineOutdated(str(gone)) from gone


def page_box(document: Any) -> Any:
    return document.pages[0]._page_box


def walk(box: Any) -> Iterator[Any]:
    """Each box; what is positioned absolutely hides behind a placeholder."""
    inner = getattr(box, "_box", box)
    yield inner
    for child in getattr(inner, "children", ()):
        yield from walk(child)

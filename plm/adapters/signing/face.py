"""What readers are shown of a PDF: pages, notes on them and what runs on opening, but not its signatures.

pyHanko's own review of changes stops at a file that had no form before it was signed, as ours.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

# Where a page or a note points back up or to the structure tree, and what a signer's tool touches on the way.
POINTERS = frozenset({"/Parent", "/P", "/StructParent", "/StructParents", "/Tabs", "/LastModified"})
# What a signature adds to the catalog, and the pages, which are looked at one by one.
SIGNATURES = frozenset(
    {"/AcroForm", "/DSS", "/Extensions", "/Version", "/Metadata", "/Perms", "/Pages", "/StructTreeRoot", "/MarkInfo"}
)
INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")


def face_of(reader: PdfFileReader) -> list[Any]:
    """Equal for two files exactly when they show the same."""
    pages = list(_pages(reader.root.raw_get("/Pages"), {}))
    # Outlines and links lead to pages, which are looked at one by one: there it is enough which of them.
    seen = {pointer.reference: number for number, (pointer, _) in enumerate(pages)}
    catalog = {key: value for key, value in reader.root.items() if key not in SIGNATURES}
    return [_plain(catalog, seen), *(_page(page, seen) for _, page in pages), *_form(reader)]


def _pages(pointer: Any, above: dict[str, Any]) -> Iterator[tuple[Any, dict[str, Any]]]:
    node = _resolved(pointer)
    held = {**above, **{key: node.raw_get(key) for key in INHERITED if key in node}}
    if "/Kids" not in node:
        yield pointer, {**dict(node.items()), **held}
        return
    for kid in list.__iter__(node["/Kids"]):
        yield from _pages(kid, held)


def _page(page: dict[str, Any], seen: dict[Any, int]) -> Any:
    notes = [note for note in list.__iter__(_resolved(page.get("/Annots", []))) if not _is_signature(_resolved(note))]
    face = {key: value for key, value in page.items() if key != "/Annots"}
    return _plain(face, seen), [_plain(note, seen) for note in notes]


def _form(reader: PdfFileReader) -> list[Any]:
    """Fields that are no signatures, and forms of another kind."""
    form = _resolved(reader.root.get("/AcroForm", {})) or {}
    fields = [field for field in _resolved(form.get("/Fields", [])) if not _is_signature(_resolved(field))]
    return [_plain(field, {}) for field in fields] + (["/XFA"] if "/XFA" in form else [])


def _is_signature(field: Any) -> bool:
    kind = field.get("/FT") or _resolved(field.get("/Parent", {})).get("/FT")
    return bool(kind == "/Sig")


def _plain(value: Any, seen: dict[Any, int]) -> Any:
    """Without the numbers of objects, which differ from file to file; streams by their bytes, never unpacked."""
    if isinstance(value, generic.IndirectObject):
        if value.reference in seen:
            return ("again", seen[value.reference])
        seen[value.reference] = len(seen)
        return _plain(_resolved(value), seen)
    if isinstance(value, generic.StreamObject):
        return _entries(value, seen), hashlib.sha256(value.encoded_data).hexdigest()
    if isinstance(value, dict):
        return _entries(value, seen)
    if isinstance(value, list):
        return [_plain(one, seen) for one in list.__iter__(value)]
    return repr(value)


def _entries(value: dict[str, Any], seen: dict[Any, int]) -> Any:
    return [(key, _plain(held, seen)) for key, held in sorted(value.items()) if key not in POINTERS]


def _resolved(value: Any) -> Any:
    if not isinstance(value, generic.IndirectObject):
        return value
    return value.get_object()  # type: ignore[no-untyped-call]  # pyHanko leaves it untyped

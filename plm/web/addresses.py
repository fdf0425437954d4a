"""What an address may hold: numbers that a database can keep, and no sign that it refuses."""

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter

LARGEST_ID = 2**63 - 1
LARGEST_PAGE = 1_000_000


class IdConverter(IntegerConverter):
    """`<int:…>` up to what a column holds; a larger number is no address of ours (404)."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **{"max": LARGEST_ID, **options})  # type: ignore[arg-type]  # werkzeug's own arguments


def register(app: Flask) -> None:
    """Before any room adds its addresses."""
    app.url_map.converters["int"] = IdConverter
    app.before_request(_refuse_nul)


def asked_page(name: str = "halaman") -> int:
    """The page that the query asks for, from one; nonsense is the first."""
    return min(max(1, request.args.get(name, 1, type=int)), LARGEST_PAGE)


def _refuse_nul() -> None:
    """PostgreSQL refuses NUL in any text, and nobody types it."""
    if "\0" in request.path:
        abort(404)
    if any("\0" in value for values in request.args.listvalues() for value in values):
        abort(400)

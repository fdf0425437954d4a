"""Templates out of the database and storage, as the engine takes them."""

from collections import OrderedDict
from collections.abc import Mapping

from sqlalchemy.orm import Session

from plm.adapters.engine import Template
from plm.adapters.storage import Storage
from plm.certificates.queries import content_of, get_version_by_id, shipped_images
from plm.certificates.rules import Content

KEPT = 16
_loaded: OrderedDict[tuple[str, int, str], Template] = OrderedDict()


def load_template(session: Session, storage: Storage, version_id: int) -> Template:
    """What a version says, with its images; kept by the process, since a version never changes."""
    version = get_version_by_id(session, version_id)
    # A database that was emptied gives the same ids again, so the moment belongs to the key, and so does the store:
    # what a version shows must lie in each.
    key = (storage.place, version_id, version.created_at.isoformat())
    if key not in _loaded:
        _loaded[key] = template_of(content_of(version), storage)
        while len(_loaded) > KEPT:
            _loaded.popitem(last=False)
    return _loaded[key]


def template_of(content: Content, storage: Storage) -> Template:
    """A text with its images, kept or not."""
    return Template(content.html, content.css, read_images(content.images, storage), author="{penyelenggara}")


def read_images(images: Mapping[str, str], storage: Storage) -> dict[str, bytes]:
    return {name: _read_image(key, storage) for name, key in images.items()}


def _read_image(key: str, storage: Storage) -> bytes:
    """From storage; one of ours is laid there at its first use, so that it stays when plm ships another."""
    if key not in shipped_images():
        return storage.get(key)
    content = shipped_images()[key].read_bytes()
    if not storage.exists(key):
        storage.put(key, content)
    return content

"""PDFs of certificates out of storage."""

from collections.abc import Callable
from functools import lru_cache

from plm.adapters.storage import Storage
from plm.certificates.rules import StoredPdf


def read_pdf(storage: Storage, place: StoredPdf) -> bytes:
    """The whole file, byte for byte as it was made; FileNotFoundError when it is not there."""
    return reader_of(storage)(place)


def reader_of(storage: Storage) -> Callable[[StoredPdf], bytes]:
    """Reads PDFs one after the other; the shared part of a pack is read once for all that follow each other."""

    @lru_cache(maxsize=4)
    def shared(key: str, size: int) -> bytes:
        return storage.get_part(key, 0, size)

    def read(place: StoredPdf) -> bytes:
        if place.is_whole:
            return storage.get(place.storage_key)
        own = storage.get_part(place.storage_key, place.tail_at, place.tail_at + place.tail_size)
        return shared(place.storage_key, place.prefix_size) + own

    return read

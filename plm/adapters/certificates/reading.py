"""PDFs of certificates out of storage."""

from plm.adapters.storage import Storage
from plm.certificates.rules import StoredPdf


def read_pdf(storage: Storage, place: StoredPdf) -> bytes:
    """The whole file, byte for byte as it was made; FileNotFoundError when it is not there."""
    if place.is_whole:
        return storage.get(place.storage_key)
    shared = storage.get_part(place.storage_key, 0, place.prefix_size)
    return shared + storage.get_part(place.storage_key, place.tail_at, place.tail_at + place.tail_size)

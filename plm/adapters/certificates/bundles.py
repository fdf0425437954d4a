"""Many certificates as one download, made while it is sent: memory stays flat however many they are."""

import zipfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from io import RawIOBase

from plm.adapters.certificates.statement import BSRE, DEVELOPMENT, OUTSIDE
from plm.adapters.certificates.values import sheet_of
from plm.adapters.engine import Template, print_file
from plm.adapters.storage import Storage
from plm.certificates.queries import CertificateFile
from plm.certificates.rules import Authority, StoredPdf, file_name_of

# As old as ZIP knows: the same certificates make the same archive.
NO_DATE = (1980, 1, 1, 0, 0, 0)


class _Outlet(RawIOBase):
    """Where a ZIP is written to and taken from at once; nobody can go back in it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:  # type: ignore[no-untyped-def]  # whatever bytes zipfile hands over
        self._parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken


def zip_of(storage: Storage, files: Iterable[CertificateFile]) -> Iterator[bytes]:
    """A ZIP of the PDFs, uncompressed because a PDF is compressed already; one whose file is gone is left out."""
    outlet, read = _Outlet(), reader_of(storage)
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as archive:
        for one in files:
            try:
                content = read(one.place)
            except FileNotFoundError:
                continue
            archive.writestr(zipfile.ZipInfo(file_name_of(one.paper.number, one.name), NO_DATE), content)
            yield outlet.take()
    yield outlet.take()


def printout_of(template: Template, files: Iterable[CertificateFile], *, public_url: str) -> Iterator[bytes]:
    """One long PDF for the printer, a page each, of certificates that one template was used for."""
    sheets = (sheet_of(one.paper, public_url=public_url, statement=_statement(one)) for one in files)
    return print_file(template, sheets)


def _statement(one: CertificateFile) -> str:
    """What stands on the file that was signed."""
    words = {Authority.DEVELOPMENT: DEVELOPMENT, Authority.BSRE: BSRE, None: OUTSIDE}
    if one.authority in words:
        return words[one.authority]
    return OUTSIDE if one.place.is_whole else f"Ditandatangani secara elektronik: {one.signer}."


def reader_of(storage: Storage):  # type: ignore[no-untyped-def]  # a function of StoredPdf
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

"""Many certificates as one download, made while it is sent: memory stays flat however many they are."""

import zipfile
from collections.abc import Iterable, Iterator
from io import RawIOBase

from plm.adapters.certificates.reading import reader_of
from plm.adapters.certificates.statement import BSRE, DEVELOPMENT, OUTSIDE, own_statement
from plm.adapters.certificates.values import sheet_of
from plm.adapters.engine import Template, print_file
from plm.adapters.storage import Storage
from plm.certificates.queries import CertificateFile
from plm.certificates.rules import Authority, file_name_of

Date = tuple[int, int, int, int, int, int]
# As old as ZIP knows: the same certificates make the same archive.
NO_DATE: Date = (1980, 1, 1, 0, 0, 0)


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
    """A ZIP of the PDFs; one whose file is gone is left out."""
    return zipped(_contents(storage, files), dated=NO_DATE)


def zipped(files: Iterable[tuple[str, bytes]], *, dated: Date) -> Iterator[bytes]:
    """A ZIP of (name, content), uncompressed because a PDF is compressed already; one file in memory at a time."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, dated), content)
            yield outlet.take()
    yield outlet.take()


def _contents(storage: Storage, files: Iterable[CertificateFile]) -> Iterator[tuple[str, bytes]]:
    read = reader_of(storage)
    for one in files:
        try:
            content = read(one.place)
        except FileNotFoundError:
            continue
        yield file_name_of(one.paper.number, one.name), content


def printout_of(template: Template, files: Iterable[CertificateFile], *, public_url: str) -> Iterator[bytes]:
    """One long PDF for the printer, a page each, of certificates that one template was used for."""
    sheets = (sheet_of(one.paper, public_url=public_url, statement=_statement(one)) for one in files)
    return print_file(template, sheets)


def _statement(one: CertificateFile) -> str:
    """What stands on the file that was signed."""
    words = {Authority.DEVELOPMENT: DEVELOPMENT, Authority.BSRE: BSRE, None: OUTSIDE}
    if one.authority in words:
        return words[one.authority]
    return OUTSIDE if one.place.is_whole else own_statement(one.signer)

"""Unsigned files on their way out: a ZIP that is written while it is read, with a list beside the files."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from plm.adapters.certificates.bundles import reader_of
from plm.adapters.spreadsheets import write_csv
from plm.adapters.storage import Storage
from plm.certificates.queries import Waiting
from plm.certificates.rules import file_name

LIST = "daftar.csv"
HEADINGS = ("Berkas", "Nomor", "Nama", "SHA-256")


def unsigned_zip(waiting: list[Waiting], storage: Storage, *, now: datetime) -> Iterator[bytes]:
    """One part: the list first, then each file as it is read from storage; one file in memory at a time."""
    names = _names(one.number for one in waiting)
    yield from _zipped(_files(waiting, names, storage), now)


def _files(waiting: list[Waiting], names: list[str], storage: Storage) -> Iterator[tuple[str, bytes]]:
    read = reader_of(storage)
    yield LIST, _list(waiting, names)
    for one, name in zip(waiting, names, strict=True):
        yield name, read(one.place)


def _names(numbers: Iterable[str]) -> list[str]:
    """Two numbers that differ in signs alone still become two files."""
    names: list[str] = []
    for number in numbers:
        plain = file_name(number)
        stem, again = plain.removesuffix(".pdf"), 2
        while plain in names:
            plain, again = f"{stem} ({again}).pdf", again + 1
        names.append(plain)
    return names


def _list(waiting: list[Waiting], names: list[str]) -> bytes:
    rows = ((name, one.number, one.name, one.sha256) for one, name in zip(waiting, names, strict=True))
    return write_csv(HEADINGS, rows)


class _Outlet:
    """What ZipFile writes to: it cannot be rewound, and gives away what it has."""

    def __init__(self) -> None:
        self.held: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.held.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def take(self) -> bytes:
        taken, self.held = b"".join(self.held), []
        return taken


def _zipped(files: Iterable[tuple[str, bytes]], now: datetime) -> Iterator[bytes]:
    outlet = _Outlet()
    # Signed and unsigned PDFs are compressed inside; to pack them again would cost time and win nothing.
    with ZipFile(outlet, "w", ZIP_STORED) as archive:  # type: ignore[call-overload]  # it needs no more than this
        for name, content in files:
            archive.writestr(ZipInfo(name, now.timetuple()[:6]), content)
            yield outlet.take()
    yield outlet.take()

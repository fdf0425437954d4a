"""Unsigned files on their way out: a ZIP that is written while it is read, with a list beside the files."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from plm.adapters.certificates.bundles import zipped
from plm.adapters.certificates.reading import reader_of
from plm.adapters.spreadsheets import write_csv
from plm.adapters.storage import Storage
from plm.certificates.queries import Waiting
from plm.certificates.rules import file_name

LIST = "daftar.csv"
HEADINGS = ("Berkas", "Nomor", "Nama", "SHA-256")


def unsigned_zip(waiting: list[Waiting], storage: Storage, *, now: datetime) -> Iterator[bytes]:
    """One part: the list first, then each file as it is read from storage; one file in memory at a time."""
    names = _names(one.number for one in waiting)
    return zipped(_files(waiting, names, storage), dated=now.timetuple()[:6])


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

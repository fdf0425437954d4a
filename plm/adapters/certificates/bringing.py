"""Files that come back signed: out of uploads and ZIPs, one at a time and none larger than it may be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from plm.certificates.rules import LARGEST_SIGNED, MOST_BYTES, MOST_FILES, PDF_START, Brought

ZIP_START = b"PK\x03\x04"
ENCRYPTED = 0x1


@dataclass(frozen=True)
class File:
    """One file's name with its bytes, or why it was not read."""

    name: str
    content: bytes = b""
    flaw: Brought | None = None


def files_of(uploads: Iterable[tuple[str, IO[bytes]]]) -> Iterator[File]:
    """Each PDF that was brought; lists and folders of a ZIP are passed over."""
    left = [MOST_BYTES]
    for name, stream in uploads:
        start = stream.read(len(PDF_START))
        stream.seek(0)
        yield from _of_zip(name, stream, left) if start.startswith(ZIP_START) else [_read(name, stream, left)]


def _of_zip(name: str, stream: IO[bytes], left: list[int]) -> Iterator[File]:
    try:
        with ZipFile(stream) as archive:
            inside = [entry for entry in archive.infolist() if _is_wanted(entry)]
            if len(inside) > MOST_FILES:
                yield File(name, flaw=Brought.ZIP_TOO_LARGE)
                return
            for entry in inside:
                yield _of_entry(archive, entry, left)
                if left[0] < 0:
                    yield File(name, flaw=Brought.ZIP_TOO_LARGE)
                    return
    except (BadZipFile, NotImplementedError, EOFError, ValueError):
        yield File(name, flaw=Brought.ZIP_DAMAGED)


def _is_wanted(entry: ZipInfo) -> bool:
    path = PurePosixPath(entry.filename)
    is_a_mac_shadow = "__MACOSX" in path.parts or path.name.startswith("._")
    return path.suffix.lower() == ".pdf" and not entry.is_dir() and not is_a_mac_shadow


def _of_entry(archive: ZipFile, entry: ZipInfo, left: list[int]) -> File:
    name = PurePosixPath(entry.filename).name
    if entry.flag_bits & ENCRYPTED:
        return File(name, flaw=Brought.ZIP_DAMAGED)
    try:
        with archive.open(entry) as packed:
            return _read(name, packed, left)
    except Exception:  # noqa: BLE001  # a damaged entry breaks its decompressor in any way; the others may be well
        return File(name, flaw=Brought.ZIP_DAMAGED)


def _read(name: str, stream: IO[bytes], left: list[int]) -> File:
    """What an entry says of its size is not believed: one byte more than allowed is where reading ends."""
    content = stream.read(LARGEST_SIGNED + 1)
    left[0] -= len(content)
    if len(content) > LARGEST_SIGNED:
        return File(name, flaw=Brought.TOO_LARGE)
    return File(name, content) if content.startswith(PDF_START) else File(name, flaw=Brought.NOT_PDF)

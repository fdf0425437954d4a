"""Packs and archives."""

import hashlib
import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from plm.adapters.certificates.bundles import zip_of
from plm.adapters.certificates.packing import lay_pack
from plm.adapters.certificates.reading import read_pdf
from plm.adapters.engine import Batch, Piece, Remark
from plm.adapters.storage import Storage
from plm.certificates.queries import CertificateFile
from plm.certificates.rules import EarnedRole, Failure, Paper, StoredPdf, file_name_of
from tests.certificates.scenes import IDENTITY

SHARED, OWN = b"S" * 200_000, 10_000


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(f"file://{tmp_path}")


def piece(number: int) -> Piece:
    tail = f"{number:>{OWN}}".encode()
    return Piece(tail, hashlib.sha256(SHARED + tail).hexdigest(), len(SHARED) + len(tail))


def laid(storage: Storage, count: int) -> Iterator[CertificateFile]:
    """One pack of so many, and each as it can be handed out."""
    pack = lay_pack(storage, "certificates/1/a.pack", Batch(SHARED, map(piece, range(count))), range(count))
    for number, one in enumerate(pack.printed):
        place = StoredPdf(pack.storage_key, pack.prefix_size, one.tail_at, one.tail_size)
        paper = Paper(1, f"{number:04d}/UJI", "7HQ3MZ2KTX9D", EarnedRole.PARTICIPANT, IDENTITY)
        yield CertificateFile(number, number, "Contoh Satu", paper, None, place)


def test_each_file_of_a_pack_is_the_shared_part_and_its_own(storage: Storage) -> None:
    files = list(laid(storage, 3))

    found = [hashlib.sha256(read_pdf(storage, one.place)).hexdigest() for one in files]

    assert found == [piece(number).sha256 for number in range(3)]
    assert storage.keys("certificates") == ["certificates/1/a.pack"]
    assert len(storage.get("certificates/1/a.pack")) == len(SHARED) + 3 * OWN


def test_who_cannot_be_printed_takes_no_room(storage: Storage) -> None:
    pieces = iter([piece(0), Piece(b"", "", 0, failure=Remark.TOO_LONG), piece(2)])

    pack = lay_pack(storage, "certificates/1/a.pack", Batch(SHARED, pieces), [10, 11, 12])

    assert [(one.certificate_id, one.tail_at) for one in pack.printed] == [
        (10, len(SHARED)), (12, len(SHARED) + OWN)
    ]  # fmt: skip
    assert pack.failed == {11: Failure.TOO_LONG}


def test_a_pack_that_breaks_off_leaves_no_file(storage: Storage) -> None:
    def broken() -> Iterator[Piece]:
        yield piece(0)
        raise OSError("the key is gone")

    with pytest.raises(OSError, match="gone"):
        lay_pack(storage, "certificates/1/a.pack", Batch(SHARED, broken()), [1, 2])

    assert storage.keys("certificates") == []


def test_an_archive_opens_and_holds_every_file_byte_for_byte(storage: Storage) -> None:
    content = b"".join(zip_of(storage, laid(storage, 3)))

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == [f"{number:04d}-UJI Contoh Satu.pdf" for number in range(3)]
        assert [hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()] == [
            piece(number).sha256 for number in range(3)
        ]


def test_a_file_that_is_gone_is_left_out_of_the_archive(storage: Storage) -> None:
    files = list(laid(storage, 2))
    storage.delete("certificates/1/a.pack")

    with zipfile.ZipFile(io.BytesIO(b"".join(zip_of(storage, files)))) as archive:
        assert archive.namelist() == []


def peak(storage: Storage, count: int) -> int:
    """Bytes that lay in memory at most while so many were sent, thrown away as they went."""
    files = list(laid(storage, count))
    tracemalloc.start()
    for _ in zip_of(storage, iter(files)):
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def test_ten_times_the_files_take_no_more_memory(storage: Storage) -> None:
    few, many = peak(storage, 200), peak(storage, 2_000)

    assert many - few < 2_000_000, f"{few} and {many} bytes"
    # The control: all of them at once would be two hundred times that.
    assert 2_000 * len(SHARED) > 100 * many


@dataclass(frozen=True)
class Named:
    number: str
    name: str
    file: str


@pytest.mark.parametrize(
    "case",
    [
        Named("0412/PLM-N/XI/2024", "Siti, S.Pd.", "0412-PLM-N-XI-2024 Siti, S.Pd.pdf"),
        Named("1", "../../etc/passwd", "1 .. .. etc passwd.pdf"),
        Named("1", "ꦱꦶꦠꦶ a\\b:c*d", "1 ꦱꦶꦠꦶ a b c d.pdf"),
        Named("1", "A" * 200, "1 " + "A" * 118 + ".pdf"),
    ],
)
def test_file_names_are_safe_anywhere(case: Named) -> None:
    assert file_name_of(case.number, case.name) == case.file

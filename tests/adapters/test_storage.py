"""One door for files, whatever stands behind it: a folder, or a real S3 API."""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from plm.adapters.storage import Storage

BUCKET = "plm-contoh"


@pytest.fixture(scope="module")
def s3_url() -> Iterator[str]:
    """A bucket behind a server that speaks S3, found by the settings that AWS's own tools read."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    kept = dict(os.environ)
    os.environ |= {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "contoh",
        "AWS_SECRET_ACCESS_KEY": "contoh",
        "AWS_DEFAULT_REGION": "ap-southeast-3",
    }
    place = {"LocationConstraint": "ap-southeast-3"}
    boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration=place)
    yield f"s3://{BUCKET}/plm"
    os.environ.clear()
    os.environ.update(kept)
    server.stop()


@pytest.fixture(params=["file", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path) -> Storage:
    return Storage(request.getfixturevalue("s3_url") if request.param == "s3" else f"file://{tmp_path}")


def test_what_is_laid_down_is_found_replaced_and_taken_away(storage):
    storage.put("letters/3/satu.pdf", b"satu")
    storage.put("letters/3/satu.pdf", b"dua")
    there, kept = storage.exists("letters/3/satu.pdf"), storage.get("letters/3/satu.pdf")
    storage.delete("letters/3/satu.pdf")
    storage.delete("letters/3/satu.pdf")

    assert (there, kept) == (True, b"dua")
    assert not storage.exists("letters/3/satu.pdf")
    with pytest.raises(FileNotFoundError):
        storage.get("letters/3/satu.pdf")


def test_a_folder_tells_what_lies_in_it_and_since_when(storage):
    for key in ("laporan/3/a.pdf", "laporan/4/b.pdf", "lain/3/c.pdf"):
        storage.put(key, b"isi")

    assert storage.keys("laporan") == ["laporan/3/a.pdf", "laporan/4/b.pdf"]
    assert storage.keys("kosong") == []
    assert abs((datetime.now(UTC) - storage.laid_at("laporan/3/a.pdf")).total_seconds()) < 60


@pytest.mark.parametrize("key", ["../rahasia", "letters/../../rahasia", "/etc/passwd"])
def test_a_key_stays_inside(storage, key):
    with pytest.raises(ValueError, match="inside"):
        storage.put(key, b"isi")


def test_several_who_write_the_same_file_at_once_all_succeed(tmp_path: Path) -> None:
    storage, start = Storage(f"file://{tmp_path}"), threading.Barrier(8, timeout=10)

    def put(_hand: int) -> None:
        for turn in range(50):
            start.wait()
            storage.put(f"certificates/{turn}.pdf", b"isi")

    with ThreadPoolExecutor(8) as hands:
        list(hands.map(put, range(8)))

    assert storage.keys("certificates") == sorted(f"certificates/{turn}.pdf" for turn in range(50))

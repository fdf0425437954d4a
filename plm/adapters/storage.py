"""One door for files: a folder or an S3-compatible store, by URL."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, Any, cast
from uuid import uuid4

import fsspec


class Storage:
    """Files under keys such as `letters/3/ab12.pdf`."""

    def __init__(self, url: str) -> None:
        self._files, self._root = fsspec.core.url_to_fs(url)

    @property
    def place(self) -> str:
        """Which store this is, for whoever keeps what came from it."""
        return str(self._root)

    def put(self, key: str, data: bytes) -> None:
        """Write a whole file; readers never see half of it on a folder because it is renamed into place."""
        path = self._path(key)
        self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
        if self._files.protocol in ("file", ("file", "local")):
            partial = f"{path}.{uuid4().hex}.partial"
            self._files.pipe_file(partial, data)
            self._files.mv(partial, path)
        else:
            self._files.pipe_file(path, data)

    @contextmanager
    def writing(self, key: str) -> Iterator[IO[bytes]]:
        """A file written piece by piece; it is there when the block ends well, and not at all when it does not."""
        path = self._path(key)
        self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
        if self._files.protocol in ("file", ("file", "local")):
            partial = f"{path}.{uuid4().hex}.partial"
            try:
                with self._files.open(partial, "wb") as file:
                    yield file
                self._files.mv(partial, path)
            finally:
                if self._files.exists(partial):
                    self._files.rm_file(partial)
        else:
            with self._files.transaction, self._files.open(path, "wb") as file:
                yield file

    def get(self, key: str) -> bytes:
        """The file's bytes; FileNotFoundError when it is not there."""
        return cast(bytes, self._files.cat_file(self._path(key)))

    def get_part(self, key: str, start: int, end: int) -> bytes:
        """Bytes `start` to `end` (not included) of the file; FileNotFoundError when it is not there."""
        return cast(bytes, self._files.cat_file(self._path(key), start=start, end=end))

    def exists(self, key: str) -> bool:
        return bool(self._files.exists(self._path(key)))

    def keys(self, folder: str) -> list[str]:
        """Every file under the folder, half-written ones too; a folder that is not there holds none."""
        root = self._path(folder)
        self._files.invalidate_cache()
        found = self._files.find(root)
        return sorted(f"{folder}/{path.removeprefix(root).lstrip('/')}" for path in found)

    def laid_at(self, key: str) -> datetime:
        """When the file was written, aware; FileNotFoundError when it is not there."""
        written = cast(datetime, self._files.modified(self._path(key)))
        return written if written.tzinfo else written.replace(tzinfo=UTC)

    def delete(self, key: str) -> None:
        """Remove it if it is there."""
        if self.exists(key):
            self._files.rm_file(self._path(key))

    def _path(self, key: str) -> str:
        if ".." in key.split("/") or key.startswith("/"):
            raise ValueError("a storage key stays inside its root")
        return f"{self._root.rstrip('/')}/{key}"


def storage_of(app: Any) -> Storage:
    """The storage the app was made with."""
    return cast(Storage, app.extensions["storage"])

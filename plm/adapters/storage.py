"""One door for files: a folder or an S3-compatible store, by URL."""

from typing import Any, cast

import fsspec


class Storage:
    """Files under keys such as `letters/3/ab12.pdf`."""

    def __init__(self, url: str) -> None:
        self._files, self._root = fsspec.core.url_to_fs(url)

    def put(self, key: str, data: bytes) -> None:
        """Write a whole file; readers never see half of it on a folder because it is renamed into place."""
        path = self._path(key)
        self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
        if self._files.protocol in ("file", ("file", "local")):
            partial = f"{path}.partial"
            self._files.pipe_file(partial, data)
            self._files.mv(partial, path)
        else:
            self._files.pipe_file(path, data)

    def get(self, key: str) -> bytes:
        """The file's bytes; FileNotFoundError when it is not there."""
        return cast(bytes, self._files.cat_file(self._path(key)))

    def exists(self, key: str) -> bool:
        return bool(self._files.exists(self._path(key)))

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

"""A folder as the broker. kombu's own lets a worker read a message that is still empty, and die of it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Messages and tables are written beside and renamed into place."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # its two bases differ
        name = f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        _write_whole(Path(self.data_folder_out) / name, payload)

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        bound = [routing_key or "", pattern or "", queue or ""]
        with self._one_at_a_time():
            table = [list(each) for each in self.get_table(exchange)]  # type: ignore[no-untyped-call]  # kombu has no types
            if bound not in table:
                path = self._exchange_file(exchange)  # type: ignore[no-untyped-call]  # the same
                _write_whole(path, [bound, *table])

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        with (self.control_folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


class Transport(filesystem.Transport):
    Channel = Channel


def _write_whole(path: Path, content: Any) -> None:
    partial = path.with_name(f"{path.name}.{uuid4()}.partial")
    partial.write_text(dumps(content))  # type: ignore[no-untyped-call]  # the same
    partial.rename(path)

"""A PostgreSQL server of a test's own, that may be killed."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import free_port, unavailable


@dataclass(frozen=True)
class Server:
    """A data folder and where its server listens."""

    bin: Path
    data: Path
    port: int
    options: str

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = f"-p {self.port} -k {self.data} -c listen_addresses=127.0.0.1 {self.options}"
        self._run("pg_ctl", "-D", str(self.data), "-w", "-l", str(self.data / "log"), "-o", options, "start")

    def kill(self) -> None:
        """kill -9 of the postmaster and of every one of its processes, until none is left."""
        postmaster = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGKILL)
        while left := self._processes():
            for process in left:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            time.sleep(0.05)
        for left_behind in (self.data / "postmaster.pid", *self.data.glob(".s.PGSQL.*")):
            left_behind.unlink()

    def _processes(self) -> list[int]:
        """Whoever works in the data folder; the dead that nobody has buried yet work nowhere."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if (process / "cwd").readlink() == self.data:
                    found.append(int(process.name))
        return found

    def _run(self, tool: str, *arguments: str) -> None:
        command = [str(self.bin / tool), *arguments]
        # The server refuses to run as root.
        as_whom = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        done = subprocess.run(
            [*as_whom, *command], cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        if done.returncode:
            raise AssertionError(done.stderr)


@contextmanager
def own_postgresql(*, options: str = "") -> Iterator[Server]:
    """A fresh server with `options` such as `-c synchronous_commit=off`."""
    bins = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = bins[-1].parent if bins else Path(shutil.which("initdb") or "/nowhere").parent
    if not (found / "initdb").exists():
        unavailable("PostgreSQL's own initdb")
    # Not in pytest's own folder, which is closed to others: where we are root the server runs as somebody else.
    data = Path(tempfile.mkdtemp(prefix="plm-postgresql-"))
    if os.geteuid() == 0:
        shutil.chown(data, "postgres")
    server = Server(found, data, free_port(), options)
    server._run("initdb", "-D", str(server.data), "-U", "postgres", "-A", "trust", "-N", "--no-instructions")
    server.start()
    try:
        yield server
    finally:
        with suppress(FileNotFoundError, ProcessLookupError):
            server.kill()
        shutil.rmtree(data, ignore_errors=True)

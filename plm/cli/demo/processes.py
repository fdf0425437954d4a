"""The demonstration's processes: gunicorn and a Celery worker with beat inside."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from types import TracebackType
from typing import Self

PATIENCE_SECONDS = 60
GRACE_SECONDS = 4


class Demonstration:
    """Starts both on entry and stops both on exit, whatever happens between."""

    def __init__(self, *, port: int, environment: Mapping[str, str]) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._environment = {**environment, "PLM_PUBLIC_URL": self.url}
        self._folder = environment["PLM_DEMO_DIR"]
        self._port = port
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        self._start("gunicorn", "--bind", f"127.0.0.1:{self._port}", "--workers", "2", "--threads", "4",
                    "--log-level", "warning", "--no-control-socket", "wsgi:app")  # fmt: skip
        self._start("celery", "--quiet", "--app", "workers.app", "worker", "--beat", "--queues", "default,pdf",
                    "--concurrency", "1", "--loglevel", "error", "--without-mingle", "--without-gossip",
                    "--schedule", f"{self._folder}/beat")  # fmt: skip
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        for process in self._processes:
            try:
                process.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                # Safe, because what a worker has in hand is a row that the next start takes up again.
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def wait_until_ready(self) -> None:
        """Until the web answers; raises SystemExit when it never does."""
        for _ in range(PATIENCE_SECONDS * 10):
            if any(process.poll() is not None for process in self._processes):
                break
            try:
                with urllib.request.urlopen(f"{self.url}/sehat", timeout=5):  # noqa: S310  # our own address
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise SystemExit(
            f"The demonstration did not start on {self.url}; the lines above say why. Port taken? plm demo --port 8080"
        )

    def wait(self) -> None:
        """Until one of them ends, by Ctrl-C or by itself."""
        while all(process.poll() is None for process in self._processes):
            time.sleep(0.2)

    def stop(self, *_: object) -> None:
        """Ask both to end: gunicorn and Celery finish what they have in hand."""
        for process in self._processes:
            if process.poll() is None:
                process.terminate()

    def _start(self, module: str, *arguments: str) -> None:
        # Their own session, so that Ctrl-C reaches only us and each is asked once.
        self._processes.append(
            subprocess.Popen([sys.executable, "-m", module, *arguments], env=self._environment, start_new_session=True)
        )

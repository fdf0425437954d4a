"""The demonstration's processes: gunicorn and a Celery worker with beat inside."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from types import TracebackType
from typing import Self

import click

PATIENCE_SECONDS = 60
GRACE_SECONDS = 4


class Demonstration:
    """Starts both on entry and stops both on exit, whatever happens between."""

    def __init__(self, *, port: int, environment: Mapping[str, str]) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.folder = environment["PLM_DEMO_DIR"]
        self._environment = {**environment, "PLM_PUBLIC_URL": self.url}
        self._port = port
        self._processes: list[subprocess.Popen[bytes]] = []
        self._stopping = False

    def __enter__(self) -> Self:
        refuse_taken_port(self._port)
        self._start("gunicorn", "--bind", f"127.0.0.1:{self._port}", "--workers", "2", "--threads", "4",
                    "--log-level", "warning", "--no-control-socket", "wsgi:app")  # fmt: skip
        self._start("celery", "--quiet", "--app", "workers.app", "worker", "--beat",
                    "--queues", "default,pdf,certificates", "--concurrency", "1", "--loglevel", "error",
                    "--without-mingle", "--without-gossip", "--schedule", f"{self.folder}/beat")  # fmt: skip
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

    def wait_until_ready(self) -> bool:
        """Until the web answers; False when asked to stop before it did."""
        for _ in range(PATIENCE_SECONDS * 10):
            if self._stopping or not self._all_run():
                break
            try:
                with urllib.request.urlopen(f"{self.url}/sehat", timeout=5):  # noqa: S310  # our own address
                    return True
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        if not self._stopping:
            raise click.ClickException(f"The demonstration did not start on {self.url}; the lines above say why.")
        return False

    def wait(self) -> None:
        """Until somebody asks to stop; that one of the two ends by itself is an error."""
        while not self._stopping:
            if not self._all_run():
                raise click.ClickException("The web or the worker ended by itself; the lines above say why.")
            time.sleep(0.2)

    def stop(self, *_: object) -> None:
        """Ask both to end: gunicorn and Celery finish what they have in hand."""
        self._stopping = True
        for process in self._processes:
            if process.poll() is None:
                process.terminate()

    def _all_run(self) -> bool:
        return all(process.poll() is None for process in self._processes)

    def _start(self, module: str, *arguments: str) -> None:
        # Their own session, so that Ctrl-C reaches only us and each is asked once.
        self._processes.append(
            subprocess.Popen([sys.executable, "-m", module, *arguments], env=self._environment, start_new_session=True)
        )


def refuse_taken_port(port: int) -> None:
    """Said before anything starts: whoever listens there already would answer in our place."""
    with socket.socket() as probe:
        # A port that was left a moment ago is free, as it is to gunicorn.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} is taken, perhaps by another plm. Stop that one, or choose: plm demo --port {port + 80}"
            ) from error

"""Real processes over a database and broker of a test's own: gunicorn, Celery, PostgreSQL, Redis."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import redis
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from config import read_settings
from plm.app import create_app
from plm.extensions import db
from tests.conftest import POSTGRESQL, REDIS, free_port, unavailable

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Surroundings:
    """Where one journey's processes live."""

    folder: Path
    environment: dict[str, str]

    @property
    def url(self) -> str:
        return self.environment["PLM_PUBLIC_URL"]

    def app(self) -> Flask:
        """An app of the test's own over the same database."""
        return create_app(read_settings(self.environment))

    @contextmanager
    def running(self, module: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """`python -m module …` in a process group of its own, stopped at the end."""
        log = (self.folder / f"{module}.log").open("ab")
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            kill(process, signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                kill(process, signal.SIGKILL)
            log.close()

    def worker(self, *more: str):
        return self.running(
            "celery", "--app", "workers.app", "worker", "--queues", "default,pdf,certificates", "--concurrency", "1",
            "--loglevel", "info", "--schedule", str(self.folder / "beat"), *more,
        )  # fmt: skip

    def web(self):
        return self.running(
            "gunicorn", "--bind", self.url.removeprefix("http://"), "--workers", "2", "--threads", "4",
            "--no-control-socket", "wsgi:app",
        )  # fmt: skip

    def wait_for_web(self) -> None:
        def answers() -> bool:
            try:
                with urllib.request.urlopen(f"{self.url}/sehat", timeout=2):
                    return True
            except OSError:
                return False

        wait_until(answers, 90, "the web to answer")


def kill(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """Signal the whole group: a worker's children die with it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, how)


def wait_until(holds: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain for {what}")
        time.sleep(0.1)


def embedded(folder: Path) -> Surroundings:
    """The embedded default: SQLite and a folder as the broker."""
    url = f"http://127.0.0.1:{free_port()}"
    own = {"PLM_PROFILE": "demo", "PLM_DEMO_DIR": str(folder), "PLM_PUBLIC_URL": url}
    return Surroundings(folder, {**_clean(), **own})


@contextmanager
def with_servers(folder: Path) -> Iterator[Surroundings]:
    """PostgreSQL and Redis, emptied for the journey; the database is this run's own."""
    name = f"plm_journey_{os.getpid()}"
    server = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    try:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name}"))
    except OperationalError:
        unavailable("PostgreSQL")
    try:
        redis.Redis.from_url(REDIS).flushdb()
    except redis.ConnectionError:
        unavailable("Redis")
    base = embedded(folder)
    database_url = server.url.set(database=name).render_as_string(hide_password=False)
    yield Surroundings(folder, {**base.environment, "PLM_DATABASE_URL": database_url, "PLM_BROKER_URL": REDIS})
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


def migrated(surroundings: Surroundings) -> Flask:
    app = surroundings.app()
    with app.app_context():
        upgrade()
    return app


def release(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


def _clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PLM_")}

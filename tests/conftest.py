"""Databases, the app, the client and the browser that tests share."""

import os
import secrets
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from config import Settings
from plm import clock
from plm.adapters.signing import make_development_p12
from plm.app import create_app
from plm.db import begin_read_only
from plm.extensions import db
from plm.reports.queries import SHELF


def redis_of_this_process(url: str) -> str:
    """A database for each process of a parallel run, counting down from the one named."""
    base, _, number = url.rpartition("/")
    return f"{base}/{int(number) - int(os.environ.get('PYTEST_XDIST_WORKER', 'gw0').removeprefix('gw'))}"


POSTGRESQL = os.environ.get("PLM_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
REDIS = redis_of_this_process(os.environ.get("PLM_TEST_REDIS", "redis://127.0.0.1:6379/15"))
CHROMIUM = os.environ.get("PLM_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
IN_CI = os.environ.get("CI") == "true"
FOR_TESTS = {"TESTING": True, "WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False}
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def unavailable(what: str) -> None:
    """A missing service fails in CI and skips, with one clear line, on a person's machine."""
    if IN_CI:
        pytest.fail(f"{what} is needed in CI")
    pytest.skip(f"{what} is not here; see README, 'Tests'")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """test_rules.py stays pure: no database, no app."""
    for item in items:
        asked = {"app", "session", "client", "live_server"} & set(getattr(item, "fixturenames", ()))
        if item.path.name.startswith("test_rules") and asked:
            raise pytest.UsageError(f"{item.nodeid} asks for {', '.join(sorted(asked))}; rules are pure")


@pytest.fixture(scope="session")
def development_p12(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A signing key, made once."""
    path = tmp_path_factory.mktemp("key") / "development.p12"
    make_development_p12(path, "development", now=clock.now())
    return path


def settings_for(folder: Path, database_url: str, p12: Path, **changes: Any) -> Settings:
    """Settings of a throwaway plm."""
    values: dict[str, Any] = {
        "database_url": database_url,
        "broker_url": f"filesystem://{folder / 'broker'}",
        "storage_url": f"file://{folder / 'files'}",
        "mail_url": f"file://{folder / 'mail'}",
        "secret_key": "a secret of tests, thirty-two characters",
        "signing_p12": p12,
        "signing_password": "development",
        "public_url": "http://127.0.0.1:8000",
        "demo": True,
    }
    return Settings(**{**values, **changes})


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A PostgreSQL database of this run's own."""
    name = f"plm_test_{os.getpid()}"
    server = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    try:
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
    except OperationalError:
        unavailable("PostgreSQL")
    yield server.url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture(scope="session")
def sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A SQLite file of this run's own."""
    return f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'plm.db'}"


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, development_p12: Path) -> Iterator[Callable[[str], Flask]]:
    """The app over a database migrated to head, made once for each: files of tests take turns with both."""
    made: dict[str, Flask] = {}

    def app_over(url: str) -> Flask:
        if url not in made:
            made[url] = create_app(settings_for(tmp_path_factory.mktemp("plm"), url, development_p12), **FOR_TESTS)
            with made[url].app_context():
                upgrade()
        return made[url]

    yield app_over
    for app in made.values():
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, migrated: Callable[[str], Flask]) -> Flask:
    """The app over each database in turn, migrated to head."""
    return migrated(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session whose every commit ends in a savepoint that is rolled back after the test; requests share it."""
    begin_read_only(False)
    SHELF.clear()
    with app.app_context():
        engine = db.engine
        connection = engine.connect()
        outer = connection.begin()
        # Flask-SQLAlchemy asks this mapping for each new session's bind.
        db._app_engines[app][None] = connection  # type: ignore[assignment]
        try:
            yield db.session()
        finally:
            db.session.remove()
            db._app_engines[app][None] = engine
            outer.rollback()
            connection.close()


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    """A browser without JavaScript, in the same transaction as `session`."""
    return app.test_client()


@dataclass(frozen=True)
class LiveServer:
    """A plm that really listens, over its own SQLite file; open `app.app_context()` to prepare data and commit."""

    url: str
    app: Flask


def free_port() -> int:
    """A port for a process that listens later: outside the range from which the system serves outgoing connections."""
    while True:
        port = 20_000 + secrets.randbelow(10_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@pytest.fixture
def live_server(tmp_path: Path, development_p12: Path) -> Iterator[LiveServer]:
    """One server a test, with CSRF as in production."""
    begin_read_only(False)
    # Listening from the start, so that nobody else is given the port meanwhile.
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    settings = settings_for(tmp_path, f"sqlite:///{tmp_path / 'plm.db'}", development_p12, public_url=url)
    app = create_app(settings, TESTING=False, RATELIMIT_ENABLED=False)
    with app.app_context():
        upgrade()
    server = make_server("127.0.0.1", port, app, threaded=True, fd=listener.fileno())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield LiveServer(url, app)
    server.shutdown()
    thread.join()
    server.server_close()
    listener.close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Any]:
    """Playwright, driving the system's Chromium."""
    if CHROMIUM is None:
        unavailable("Chromium")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # slow to import, and only browsers need it

    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Any) -> Iterator[Any]:
    """A headless Chromium without a camera; tests of the camera launch their own with a film."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS, headless=True)
    yield browser
    browser.close()

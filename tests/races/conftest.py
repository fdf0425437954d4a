"""What really commits is taken away again, so that the tests after it find an empty database."""

import fcntl
from collections.abc import Iterator
from pathlib import Path
from tempfile import gettempdir

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text

from plm.db import Base, prepare_sqlite

MOST_HANDS = 64


@pytest.fixture(autouse=True)
def one_race_at_a_time() -> Iterator[None]:
    """A race opens dozens of connections; two of them at once, in two processes, would pass what PostgreSQL allows."""
    with (Path(gettempdir()) / "plm-races.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(autouse=True)
def leave_nothing_behind(request: pytest.FixtureRequest, one_race_at_a_time: None) -> Iterator[None]:
    """Empty every table after a test over the shared databases."""
    app = request.getfixturevalue("app") if "app" in request.fixturenames else None
    yield
    if app is None:
        return
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    names = [table.name for table in Base.metadata.sorted_tables]
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            # Without the pragma of plm.db, SQLite asks no foreign key; what makes rows immutable steps aside meanwhile.
            guards = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
            for guard, _ in guards:
                connection.execute(text(f"DROP TRIGGER {guard}"))
            for name in names:
                connection.execute(text(f"DELETE FROM {name}"))
            for _, sql in guards:
                connection.exec_driver_sql(sql)
        else:
            connection.execute(text(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE"))
    engine.dispose()


@pytest.fixture
def engine(app: Flask) -> Iterator[Engine]:
    """An engine of its own over the migrated database, with real commits; one connection a hand."""
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"], pool_size=MOST_HANDS, max_overflow=2)
    prepare_sqlite(engine)
    yield engine
    engine.dispose()

"""What really commits is taken away again, so that the tests after it find an empty database."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text

from plm.db import Base


@pytest.fixture(autouse=True)
def leave_nothing_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empty every table after a test over the shared databases."""
    app = request.getfixturevalue("app") if "app" in request.fixturenames else None
    yield
    if app is None:
        return
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    names = [table.name for table in Base.metadata.sorted_tables]
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            # Without the pragma of plm.db, SQLite asks no foreign key.
            for name in names:
                connection.execute(text(f"DELETE FROM {name}"))
        else:
            connection.execute(text(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE"))
    engine.dispose()

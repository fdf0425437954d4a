"""Migrations bring a database to what the tables say, and back, on both databases."""

import os

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, text

from plm.app import create_app
from plm.extensions import db
from plm.schema import metadata
from tests.conftest import FOR_TESTS, settings_for


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_app(request, tmp_path, development_p12):
    """An app over a database of this test's own, not yet migrated."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        name = f"plm_test_schema_{os.getpid()}"
        server = create_engine(request.getfixturevalue("postgresql_url"), isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name}"))
        url = server.url.set(database=name).render_as_string(hide_password=False)
    app = create_app(settings_for(tmp_path, url, development_p12), **FOR_TESTS)
    yield app
    with app.app_context():
        db.engine.dispose()
    if request.param == "postgresql":
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def test_migrations_make_what_the_tables_say(empty_app):
    with empty_app.app_context():
        upgrade()

        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            differences = compare_metadata(context, metadata)

    assert differences == []


def test_migrations_go_down_and_up_again(empty_app):
    with empty_app.app_context():
        upgrade()
        downgrade(revision="base")
        left = set(inspect(db.engine).get_table_names())
        upgrade()
        there = set(inspect(db.engine).get_table_names())

    assert left <= {"alembic_version"}
    assert there >= set(metadata.tables)

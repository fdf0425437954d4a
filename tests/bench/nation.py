"""A library in every province, regency and village of the country, on each database in turn."""

import os
import tempfile
from collections.abc import Iterator
from datetime import datetime

from flask_migrate import upgrade
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from config import read_settings
from plm.adapters.regions import published_regions
from plm.app import create_app
from plm.bulk import insert_rows
from plm.extensions import db
from plm.libraries.actions import load_regions
from plm.libraries.rules import LibraryKind, RegionLevel, fold_name, level_of
from plm.libraries.tables import Library

SERVER = os.environ.get("PLM_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
NAME = f"plm_bench_{os.getpid()}"
COUNT = 84_276
KINDS = {
    RegionLevel.PROVINCE: (LibraryKind.PROVINCE, "Dinas Perpustakaan Provinsi"),
    RegionLevel.REGENCY: (LibraryKind.REGENCY, "Dinas Perpustakaan"),
    RegionLevel.VILLAGE: (LibraryKind.VILLAGE, "Perpusdes"),
}
COLUMNS = ("kind", "name", "folded_name", "region_code", "contact_name", "phone", "email", "created_at")


def databases() -> Iterator[str]:
    """The name of each database, within the context of an app over it, migrated and empty; PostgreSQL where it is."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _over("sqlite", {"PLM_PROFILE": "demo", "PLM_DEMO_DIR": folder})
        server = create_engine(SERVER, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
        try:
            with server.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {NAME}"))
        except OperationalError:
            return
        try:
            url = server.url.set(database=NAME).render_as_string(hide_password=False)
            yield from _over("postgresql", {"PLM_PROFILE": "demo", "PLM_DEMO_DIR": folder, "PLM_DATABASE_URL": url})
        finally:
            with server.connect() as connection:
                connection.execute(text(f"DROP DATABASE {NAME} WITH (FORCE)"))
            server.dispose()


def _over(name: str, environment: dict[str, str]) -> Iterator[str]:
    app = create_app(read_settings(environment))
    with app.app_context():
        upgrade()
        yield name
        db.session.remove()
        db.engine.dispose()


def load_nation(moment: datetime) -> list[tuple[LibraryKind, str, str]]:
    """Load all regions and 84,276 libraries; kind, name and region code of each, in the order of their ids."""
    session = db.session()
    load_regions(session, regions=list(published_regions()))
    places = [
        (region.code, level, region.name) for region in published_regions() if (level := level_of(region.code)) in KINDS
    ]
    named = [(KINDS[level][0], f"{KINDS[level][1]} {name}"[:200], code) for code, level, name in places][:COUNT]
    rows = [(kind, name, fold_name(name), code, "", "", "", moment) for kind, name, code in named]
    insert_rows(session, Library.__table__, COLUMNS, rows)
    session.commit()
    return named

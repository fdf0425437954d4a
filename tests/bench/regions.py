"""Loading the country."""

import tempfile
import time
from collections.abc import Iterator

from flask_migrate import upgrade

from config import read_settings
from plm.adapters.regions import published_regions
from plm.app import create_app
from plm.extensions import db
from plm.libraries.actions import load_regions
from tests.bench.measuring import Figure


def measure() -> Iterator[Figure]:
    """All 91,599 regions into an empty SQLite database."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(read_settings({"PLM_PROFILE": "demo", "PLM_DEMO_DIR": folder}))
        with app.app_context():
            upgrade()
            published = list(published_regions())
            started = time.process_time()
            load_regions(db.session(), regions=published)
            db.session.commit()
            yield Figure("regions-load", time.process_time() - started, "CPU s")

"""A failure is a page with a mark, and its log line keeps the secrets of the address and of the row."""

import pytest
from sqlalchemy import text

from plm.extensions import db

TOKEN = "7HQ3MZ2KTX9D7HQ3MZ2KTX9D00"


@pytest.fixture
def failing(app, monkeypatch):
    """The library's page, broken over a statement with what somebody typed."""

    def fail(token: str) -> str:
        return str(
            db.session().execute(text("SELECT nothing FROM nowhere WHERE name = :name"), {"name": "Contoh Satu"})
        )

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setitem(app.view_functions, "public.reply.index", fail)


def test_neither_a_token_nor_a_name_is_logged(client, failing, caplog):
    answer = client.get(f"/u/{TOKEN}/")

    assert answer.status_code == 500
    assert "/u/<token>/" in caplog.text
    assert TOKEN not in caplog.text
    assert "Contoh Satu" not in caplog.text

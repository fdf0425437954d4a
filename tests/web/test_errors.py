"""Honest pages for what goes wrong."""

import re

import pytest
from flask import Flask

from plm.web import errors
from tests.factories import log_in, make_account


@pytest.fixture
def broken_page(app: Flask, monkeypatch):
    """A page whose view has a bug."""

    def fail() -> str:
        raise RuntimeError("a bug")

    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setitem(app.view_functions, "public.front.privacy", fail)
    yield "/data-pribadi"
    app.config["PROPAGATE_EXCEPTIONS"] = None


def test_a_bug_is_admitted_with_a_number_that_stands_in_the_log(client, broken_page, caplog):
    answer = client.get(broken_page)
    number = re.search(r"nomor ([0-9A-F]{8})", answer.text)

    assert answer.status_code == 500
    assert number is not None
    assert any(number[1] in line.getMessage() for line in caplog.records if line.name == errors.__name__)


def test_who_is_logged_in_is_led_back_to_the_meetings(client, session):
    log_in(client, make_account(session))

    answer = client.get("/panitia/tidak-ada/")

    assert answer.status_code == 404
    assert 'href="/panitia/"' in answer.text


def test_a_number_beyond_the_database_is_no_address(client, session):
    log_in(client, make_account(session))

    assert client.get("/panitia/perpustakaan/99999999999999999999999").status_code == 404

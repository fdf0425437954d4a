"""Whoever looks around the demonstration meets no link that is closed, missing or broken."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest

from plm.accounts.queries import find_account_by_email
from plm.extensions import db
from tests.factories import log_in
from tests.journeys.processes import release
from tests.journeys.test_demo import told  # noqa: F401  # the fixture that loads the demonstration

LINK = re.compile(r'<a[^>]*\shref="([^"#?]*)([^"]*)"')
# One page of a kind is enough: numbers, codes and tokens are read as one.
KIND = re.compile(r"/\d+|/[0-9A-Z]{26}")
STARTS = {
    "panitia@contoh.id": ["/panitia/"],
    "babel@contoh.id": ["/panitia/"],
    "pengawas@contoh.id": ["/panitia/"],
    "meja@contoh.id": ["/panitia/", "/meja/"],
    None: ["/", "/denah/plm-nasional-2024/", "/v/"],
}


@pytest.fixture(scope="module")
def app(told):  # noqa: F811  # asks for the imported fixture
    """An app over the demonstration; not the fixture of the same name that migrates an empty database."""
    app = told.app()
    app.config.update(RATELIMIT_ENABLED=False)
    yield app
    release(app)


def visitor(app, email):
    client = app.test_client()
    if email:
        with app.app_context():
            log_in(client, find_account_by_email(db.session(), email))
    return client


def links_on(page, *, at):
    """Where its links lead on our own site, read as a browser does: one that is relative by mistake counts too."""
    for path, rest in LINK.findall(page):
        target = urlsplit(urljoin(at, unescape(path + rest)))
        if not target.netloc and not target.scheme:
            yield target.path, target.query


@pytest.mark.parametrize("email", STARTS, ids=str)
def test_no_link_is_a_dead_end(app, email):
    client = visitor(app, email)
    waiting, seen, dead = [(start, "") for start in STARTS[email]], set(), []

    while waiting:
        path, query = waiting.pop()
        kind = KIND.sub("/…", path)
        if kind in seen or path.startswith(("/static/", "/bahasa/")):
            continue
        seen.add(kind)
        answer = client.get(path, query_string=query, follow_redirects=True)
        if answer.status_code != 200:
            dead.append((path, answer.status_code))
        elif answer.mimetype == "text/html":
            waiting += links_on(answer.text, at=path)

    print(email, len(seen))
    assert len(seen) > (30 if email == "panitia@contoh.id" else 3)
    assert dead == []

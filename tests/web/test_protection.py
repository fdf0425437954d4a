"""What every page promises: its policy, its token, nothing inline, and no trust in strangers' addresses."""

import re
from pathlib import Path

import pytest

from plm.web.protection import CONTENT_SECURITY_POLICY

TEMPLATES = Path(__file__).parents[2] / "templates"
INLINE = re.compile(
    r"""<style|\sstyle=|\son[a-z]+\s*=\s*["']|<script(?![^>]*\s(?:src=|type="application/json"))|javascript:""",
    re.IGNORECASE,
)
# Machines have tokens of their own; the check of a file changes nothing, keeps nothing, and does without a cookie.
WITHOUT_TOKEN = ("/api/", "/v/")


def pages() -> list[Path]:
    """Every template that a browser gets; papers and mails have their own rules."""
    return [path for path in TEMPLATES.rglob("*.html") if path.parts[len(TEMPLATES.parts)] not in ("documents", "mail")]


def test_the_policy_allows_nothing_inline():
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "default-src 'self'" in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("address", ["/", "/panitia/masuk", "/v/", "/tidak-ada", "/u/SALAH/", "/data-pribadi"])
def test_every_answer_carries_the_policy(client, address):
    headers = client.get(address).headers

    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in headers["Cache-Control"]


def test_no_page_has_anything_inline():
    guilty = {path.name for path in pages() if INLINE.search(path.read_text())}

    assert len(pages()) > 80
    assert guilty == set()


def test_the_search_for_inline_things_finds_them():
    """The negative control of the test above."""
    bad = ['<p style="x">', "<a onclick='x'>", "<script>x</script>", "<style>", '<a href="javascript:x">']

    assert all(INLINE.search(text) for text in bad)
    assert not INLINE.search('<script src="/static/x.js" defer></script> <p class="on">')
    # Data that no browser runs, and our policy therefore does not ask about.
    assert not INLINE.search('<script type="application/json" data-words>{}</script>')


@pytest.fixture
def guarded_client(app, client):
    """The client with the tokens switched on, as in production."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield client
    app.config["WTF_CSRF_ENABLED"] = False


def test_every_form_needs_its_token(app, guarded_client):
    addresses = [
        re.sub(r"<(int:)?\w+>", lambda part: "1" if part[1] else "x", rule.rule)
        for rule in app.url_map.iter_rules()
        if "POST" in rule.methods and not rule.rule.startswith(WITHOUT_TOKEN)
    ]

    answers = {address: guarded_client.post(address).status_code for address in addresses}

    assert len(answers) > 30
    assert set(answers.values()) == {400}

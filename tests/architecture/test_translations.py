"""Indonesian is the source; the English catalogue says every sentence of it, with the same placeholders."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "pgettext": ((1, "c"), 2),
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|</?\w+[^>]*>")


@pytest.fixture(scope="module")
def source() -> Catalog:
    """Every sentence of the pages, mails and commands."""
    with (ROOT / "plm" / "translations" / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    catalog = Catalog()
    for _, _, message, _, context in extract_from_dir(ROOT, methods, options, KEYWORDS):
        catalog.add(message, context=context)
    return catalog


@pytest.fixture(scope="module")
def english() -> Catalog:
    with (ROOT / "plm" / "translations" / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def texts(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [str(part) for part in value or ("",)]


def test_english_says_everything(source, english):
    missing = [
        message.id
        for message in source
        if message.id and not (english.get(message.id, message.context) or message).string
    ]

    assert len(source) > 1000
    assert missing == []


def test_english_says_nothing_that_is_gone(source, english):
    assert [message.id for message in english if message.id and not source.get(message.id, message.context)] == []


def test_placeholders_and_tags_are_kept(english):
    broken = [
        message.id
        for message in english
        if message.id
        for said in texts(message.string)
        if set(PLACEHOLDER.findall(said)) - set(PLACEHOLDER.findall(" ".join(texts(message.id))))
        or set(PLACEHOLDER.findall(texts(message.id)[-1])) - set(PLACEHOLDER.findall(texts(message.string)[-1]))
    ]

    assert broken == []


def test_a_reader_chooses_english_and_keeps_it(client):
    chosen = client.get("/bahasa/en?kembali=/")
    page = client.get(chosen.location)

    assert chosen.location == "/"
    assert '<html lang="en">' in page.text
    assert "Sign in" in page.text
    assert "Saya diundang" not in page.text

"""Addresses that nobody types: every page answers them with a page, on both databases."""

import pytest

from tests.factories import log_in, make_account, make_event

PAST_ANY_COLUMN = 10**30
LISTS = (
    "sertifikat/",
    "undangan/",
    "undangan/surel",
    "keberatan/",
    "peserta/",
    "lapak/",
    "lapak/daftar",
    "kelayakan/",
    "kehadiran/tiket",
)


@pytest.fixture
def inside(session, client):
    """A committee member at one event, kept although refusals roll back."""
    event = make_event(session)
    log_in(client, make_account(session))
    session.commit()
    return event


def pages(app, **arguments):
    """Every page that is asked for with GET, its arguments filled in by kind."""
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint != "static" and rule.arguments:
            fixed = rule.defaults or {}
            kinds = {name: type(rule._converters[name]).__name__ for name in rule.arguments - fixed.keys()}
            values = {name: arguments.get(name, arguments[kind]) for name, kind in kinds.items()}
            yield rule.build({**values, **fixed})[1]


def failures(client, addresses):
    return [address for address in addresses if client.get(address).status_code >= 500]


def test_a_number_past_every_column_is_no_address(app, client, inside):
    addresses = pages(app, slug=inside.slug, IdConverter=PAST_ANY_COLUMN, UnicodeConverter="x", PathConverter="x")

    answers = {address: client.get(address).status_code for address in addresses if str(PAST_ANY_COLUMN) in address}

    assert set(answers.values()) == {404}


def test_a_nul_in_an_address_is_not_found(app, client, inside):
    addresses = list(pages(app, IdConverter=1, UnicodeConverter="a\0b", PathConverter="a\0b"))

    assert {client.get(address).status_code for address in addresses if "%00" in address} == {404}


@pytest.mark.parametrize("query", ["halaman", "hal", "denah"])
@pytest.mark.parametrize("number", [PAST_ANY_COLUMN, -5])
def test_a_page_number_may_be_anything(client, inside, query, number):
    assert not failures(client, [f"/panitia/{inside.slug}/{path}?{query}={number}" for path in LISTS])


def test_a_nul_in_a_search_is_refused(client, inside):
    answer = client.get(f"/panitia/{inside.slug}/undangan/?cari=a%00b")

    assert answer.status_code == 400


def test_a_nul_in_the_address_of_an_account_is_only_a_wrong_one(client, inside):
    client.get("/panitia/keluar")
    with client.session_transaction() as cookie:
        cookie.clear()

    answer = client.post("/panitia/masuk", data={"email": "a\0@contoh.id", "password": "salah"})

    assert answer.status_code == 422

"""plm accounts add, as a person at a terminal meets it."""

import json

import pytest
from click.testing import CliRunner

from plm.accounts.actions import log_in
from plm.accounts.queries import grants_of
from plm.accounts.rules import Grant, Role, Scope
from plm.cli import main
from tests.cli.surroundings import AtThisApp
from tests.factories import NOON, make_event, make_region

NATIONAL = ("--name", "Contoh Tiga", "--role", "committee", "--scope", "national")


@pytest.fixture
def add(app, session):
    make_region(session, "62")
    return lambda *words: CliRunner().invoke(main, ["accounts", "add", *words], obj=AtThisApp(app))


def test_the_printed_password_opens_the_account(add, session):
    result = add("panitia@contoh.id", *NATIONAL)

    words, password = result.output.splitlines()
    account = log_in(session, email="panitia@contoh.id", password=password, now=NOON)
    assert words == "Password of panitia@contoh.id, shown only now:"
    assert grants_of(session, account.id) == (Grant(Role.COMMITTEE, Scope.NATIONAL),)


def test_a_right_may_reach_a_province_or_one_event(add, session):
    event = make_event(session)
    facts = [
        json.loads(
            add(f"{scope}@contoh.id", "--name", "Contoh", "--role", "desk", "--scope", scope, *where, "--json").output
        )
        for scope, where in (("province", ("--region", "62")), ("event", ("--event", "plm-2024")))
    ]

    accounts = [log_in(session, email=one["email"], password=one["password"], now=NOON) for one in facts]
    assert [grants_of(session, account.id) for account in accounts] == [
        (Grant(Role.DESK, Scope.PROVINCE, "62"),),
        (Grant(Role.DESK, Scope.EVENT, event_id=event.id),),
    ]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("panitia@contoh.id", "--name", "A", "--role", "desk", "--scope", "province"), 1),
        (("panitia@contoh.id", "--name", "A", "--role", "desk", "--scope", "province", "--region", "99"), 1),
        (("panitia@contoh.id", "--name", "A", "--role", "desk", "--scope", "event", "--event", "tidak-ada"), 1),
        (("bukan-surel", *NATIONAL), 2),
        (("panitia@contoh.id", "--name", "A", "--role", "king", "--scope", "national"), 2),
    ],
)
def test_what_cannot_be_is_refused_with_its_exit_code(add, session, words, code):
    result = add(*words)

    assert result.exit_code == code
    assert "Error: " in result.output


def test_an_address_has_one_account(add):
    add("panitia@contoh.id", *NATIONAL)

    result = add("PANITIA@contoh.id", *NATIONAL)

    assert result.exit_code == 1
    assert "already has an account" in result.output

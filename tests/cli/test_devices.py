"""plm devices, as a person at a terminal meets it."""

import json

import pytest
from click.testing import CliRunner

from plm.checkin.queries import find_device
from plm.cli import main
from tests.checkin.people import make_checkpoint
from tests.cli.surroundings import AtThisApp
from tests.factories import make_event


@pytest.fixture
def add(app, session):
    make_checkpoint(session, make_event(session))

    def run(*words):
        return CliRunner().invoke(main, ["devices", "add", *words], obj=AtThisApp(app))

    return run


def test_a_device_gets_a_token_that_is_printed_once(add, session):
    result = add("plm-2024", "--name", "Gerbang 1", "--checkpoint", "pleno", "--json")

    facts = json.loads(result.output)
    assert result.exit_code == 0
    assert find_device(session, facts.pop("token")) is not None
    assert facts == {"device": "Gerbang 1", "event": "plm-2024", "checkpoint": "pleno"}


def test_a_person_reads_the_token_on_its_own_line(add, session):
    result = add("plm-2024", "--name", "Gerbang 1", "--checkpoint", "pleno")

    words, token = result.output.splitlines()
    assert words == "Token of Gerbang 1 at Pintu Pleno, shown only now:"
    assert find_device(session, token) is not None


@pytest.mark.parametrize(
    ("event", "name", "checkpoint"),
    [("tidak-ada", "Gerbang 1", "pleno"), ("plm-2024", "Gerbang 1", "tidak-ada")],
)
def test_what_is_not_there_is_one_sentence_and_exit_code_1(add, event, name, checkpoint):
    result = add(event, "--name", name, "--checkpoint", checkpoint)

    assert result.exit_code == 1
    assert result.output.startswith("Error: ")


def test_a_name_in_use_is_refused(add):
    add("plm-2024", "--name", "Gerbang 1", "--checkpoint", "pleno")

    result = add("plm-2024", "--name", "Gerbang 1", "--checkpoint", "pleno")

    assert result.exit_code == 1
    assert "There is already a device named Gerbang 1" in result.output

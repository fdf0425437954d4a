"""plm eligibility run, as a person at a terminal meets it."""

import json

import pytest
from click.testing import CliRunner

from plm.cli import main
from plm.eligibility.queries import latest_run
from tests.cli.surroundings import AtThisApp
from tests.eligibility.makers import make_scene


@pytest.fixture
def run(app, session):
    return lambda *words: CliRunner().invoke(main, ["eligibility", "run", *words], obj=AtThisApp(app))


def test_a_decision_is_made_and_counted(run, session):
    scene = make_scene(session)

    result = run("plm-2024", "--json")

    made = latest_run(session, scene.event.id)
    assert result.exit_code == 0
    assert json.loads(result.output) == {
        "number": 1,
        "inputs": made.inputs_sha256,
        "result": made.result_sha256,
        "eligible": 3,
        "waitlisted": 0,
        "ineligible": 1,
        "undecided": 0,
    }


def test_a_person_reads_one_line_an_outcome(run, session):
    make_scene(session)

    lines = run("plm-2024").output.splitlines()

    assert lines[0] == "Decision 1 of plm-2024"
    assert [line.split() for line in lines[1:]] == [
        ["3", "eligible"],
        ["0", "waitlisted"],
        ["1", "ineligible"],
        ["0", "undecided"],
    ]


@pytest.mark.parametrize("event", ["plm-2024", "tidak-ada"])
def test_without_a_policy_or_an_event_it_is_one_sentence_and_exit_code_1(run, session, event):
    make_scene(session, policy=None)

    result = run(event)

    assert result.exit_code == 1
    assert result.output.startswith("Error: ")

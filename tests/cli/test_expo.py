"""plm expo allocate, as a person at a terminal meets it."""

import json

import pytest
from click.testing import CliRunner

from plm.cli import main
from plm.expo.queries import find_published_plan
from tests.cli.surroundings import AtThisApp
from tests.expo.makers import make_exhibitor, make_hall
from tests.factories import make_event


@pytest.fixture
def plm(app, session):
    """Run the command over the test's database."""

    def run(*words):
        return CliRunner().invoke(main, list(words), obj=AtThisApp(app))

    return run


@pytest.fixture
def event(session):
    event = make_event(session)
    make_hall(session, event, columns=1)
    make_exhibitor(session, event)
    make_exhibitor(session, event, region_code="73.08")
    session.commit()
    return event


def test_booths_are_given_and_listed(plm, event):
    answer = plm("expo", "allocate", "plm-2024")

    assert answer.exit_code == 0
    assert answer.output.startswith("Plan 1 (draft): 1 placed, 1 waiting.\n  A01    Perpusdes Tangkum\n  waits  1")


def test_a_machine_reads_the_same_and_the_plan_is_published(plm, session, event):
    answer = plm("expo", "allocate", "plm-2024", "--publish", "--json")

    read = json.loads(answer.output)
    published = find_published_plan(session, event.id)
    assert answer.exit_code == 0
    assert (read["state"], read["number"], read["seats"]) == (
        "published",
        1,
        [{"booth": "A01", "library": "Perpusdes Tangkum", "points": 30}],
    )
    assert published is not None
    assert read["plan_sha256"] == published.plan_sha256


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("plm-lain",), 1, "Error: There is no event with the address plm-lain."),
        (("kosong",), 1, "Error: No hall plan yet."),
        ((), 2, "Missing argument 'EVENT'"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_an_exit_code(plm, session, words, code, sentence):
    make_event(session, slug="kosong")
    session.commit()

    answer = plm("expo", "allocate", *words)

    assert answer.exit_code == code
    assert sentence in answer.output

"""plm expo allocate, as a person at a terminal meets it."""

import json

import pytest
from click.testing import CliRunner

from plm.cli import main
from plm.expo.queries import find_published_plan, plans_of
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


def test_a_machine_reads_the_same(plm, event):
    answer = plm("expo", "allocate", "plm-2024", "--json")

    read = json.loads(answer.output)
    assert answer.exit_code == 0
    assert (read["state"], read["number"], read["seats"]) == (
        "draft",
        1,
        [{"booth": "A01", "library": "Perpusdes Tangkum", "points": 30}],
    )


def test_a_plan_is_published_with_the_name_of_its_reader(plm, session, event):
    plm("expo", "allocate", "plm-2024")

    nobody = plm("expo", "publish", "plm-2024", "1")
    answer = plm("expo", "publish", "plm-2024", "1", "--read-by", "Seksi Pameran")

    published = find_published_plan(session, event.id)
    assert nobody.exit_code == 2
    assert (answer.exit_code, answer.output) == (0, "Plan 1 is public, read by Seksi Pameran.\n")
    assert published is not None
    assert published.proofread_by == "cli:Seksi Pameran"


def test_a_stored_plan_is_checked_again(plm, session, event):
    plm("expo", "allocate", "plm-2024")

    sound = plm("expo", "verify", "plm-2024")
    plan = plans_of(session, event.id)[0]
    plan.objective = {**plan.objective, "points": 999}
    session.commit()
    broken = plm("expo", "verify", "plm-2024", "1", "--json")

    assert (sound.exit_code, sound.output) == (0, "Plan 1: every promise is kept.\n")
    assert broken.exit_code == 1
    assert "points_wrong" in [one["code"] for one in json.loads(broken.output)["problems"]]


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

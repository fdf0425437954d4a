"""The demonstration as its users start it: loads real meetings once, serves, and stops on Ctrl-C."""

import json
import signal
import subprocess
import sys
import time
import urllib.request
from decimal import Decimal

import pytest

from plm.eligibility.queries import eligible_library_ids
from plm.events.queries import get_event
from plm.extensions import db
from plm.kpi.queries import get_period, latest_scores
from plm.libraries.queries import LibraryFilter, all_libraries, count_regions
from plm.libraries.rules import LibraryKind, RegionLevel
from plm.registration.queries import participants_of
from tests.conftest import free_port
from tests.journeys.processes import ROOT, embedded, release, wait_until

PLM = [sys.executable, "-c", "from plm.app import command_line; command_line()"]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A folder with the demonstration loaded, once for this module."""
    surroundings = embedded(tmp_path_factory.mktemp("demo"))
    run(surroundings, "demo", "--prepare-only")
    return surroundings


def run(surroundings, *words):
    answer = subprocess.run([*PLM, *words], cwd=ROOT, env=surroundings.environment, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


@pytest.fixture
def session(told):
    """Plain reading of what was told; not the savepoint fixture of the same name."""
    app = told.app()
    with app.app_context():
        yield db.session()
    release(app)


def test_the_whole_country_is_there(session):
    assert count_regions(session) == {
        RegionLevel.PROVINCE: 38,
        RegionLevel.REGENCY: 514,
        RegionLevel.DISTRICT: 7285,
        RegionLevel.VILLAGE: 83762,
    }


def test_scores_stand_as_printed(session):
    names = {library.id: library.name for library in all_libraries(session, LibraryFilter())}
    scores = latest_scores(session, get_period(session, "2024").id)

    assert {names[library_id]: score for library_id, score in scores.items()} == {
        "Perpusdes Tangkum": Decimal("7.72"),
        "Perpusdes Pangkan": Decimal("6"),
        "Perpusdes Turan Amis": Decimal("5.2"),
        "Dinas Perpustakaan dan Kearsipan Kab. Barito Timur": Decimal("6.32"),
    }


def test_babel_invites_six_regencies_and_their_45_villages(session):
    invited = eligible_library_ids(session, get_event(session, "plm-babel-2021").id)
    libraries = [library for library in all_libraries(session, LibraryFilter()) if library.id in invited]
    villages = [library.region_code[:5] for library in libraries if library.kind is LibraryKind.VILLAGE]

    assert len(libraries) == 51
    assert {code: villages.count(code) for code in villages} == {
        "19.01": 11, "19.02": 10, "19.06": 9, "19.04": 5, "19.03": 5, "19.05": 5,
    }  # fmt: skip


def test_nobody_in_it_looks_real(session):
    people = participants_of(session, get_event(session, "plm-nasional-2024").id)

    assert people
    assert all(person.name.startswith("Contoh ") for person in people)


def test_telling_it_again_changes_nothing(told, session):
    before = len(participants_of(session, get_event(session, "plm-nasional-2024").id))
    session.rollback()
    run(told, "demo", "--prepare-only")

    assert len(participants_of(session, get_event(session, "plm-nasional-2024").id)) == before


def test_the_doctor_finds_it_well(told):
    checks = json.loads(run(told, "doctor", "--json"))["checks"]

    assert [check for check in checks if not check["well"]] == []


def test_seeding_makes_an_event_of_the_asked_size(told, session):
    made = json.loads(run(told, "seed", "--libraries", "30", "--participants", "41", "--json"))
    people = participants_of(session, get_event(session, made["event"]).id)

    assert (made["libraries"], len(people)) == (30, 41)


def test_it_serves_and_stops_on_ctrl_c(told):
    port = free_port()
    process = subprocess.Popen(
        [*PLM, "demo", "--port", str(port)], cwd=ROOT, env=told.environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip

    def answers():
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2).status == 200
        except OSError:
            return False

    wait_until(answers, 60, "the demonstration to answer")
    time.sleep(1)
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=30)

    assert process.returncode == 0
    assert f"http://127.0.0.1:{port}/panitia/" in said
    assert "Traceback" not in said
    assert not answers()
    print(f"stopped in {time.monotonic() - started:.1f} s")

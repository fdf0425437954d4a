"""The demonstration as its users start it: loads real meetings once, serves, and stops on Ctrl-C."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from plm.checkin.queries import days_of, present_at
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


def test_people_came_in_on_the_first_morning_of_the_meeting(session):
    event = get_event(session, "plm-nasional-2024")

    assert [(day, present_at(session, event.id, day)) for day in days_of(session, event)] == [
        (date(2024, 11, 6), 4),
        (date(2024, 11, 7), 0),
        (date(2024, 11, 8), 0),
    ]


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


@contextmanager
def demonstration(told, port):
    """`plm demo` as a process of its own."""
    process = subprocess.Popen(
        [*PLM, "demo", "--port", str(port)], cwd=ROOT, env=told.environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def greeting(process):
    """What it says until it is ready."""
    said = []
    for line in process.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            break
    return "".join(said)


def answers(port):
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).status == 200
    except OSError:
        return False


def test_it_serves_and_stops_on_ctrl_c(told):
    port = free_port()
    with demonstration(told, port) as process:
        said = greeting(process)
        answered = answers(port)
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=60)

    assert f"http://127.0.0.1:{port}/panitia/" in said
    assert answered
    assert process.returncode == 0
    assert rest.endswith(f"\nBerhenti. Data tetap tersimpan di {told.folder}.\n")
    assert "Traceback" not in said + rest
    assert not answers(port)
    print(f"stopped in {time.monotonic() - started:.1f} s")


def test_it_stops_on_ctrl_c_before_it_is_ready(told):
    port = free_port()
    with demonstration(told, port) as process:
        wait_until(lambda: children(process), 60, "the web and the worker to be started")
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=60)

    assert process.returncode == 0
    assert said.endswith(f"Berhenti. Data tetap tersimpan di {told.folder}.\n")
    assert "Traceback" not in said
    assert not answers(port)


def children(process):
    """The processes it has started, as the kernel lists them."""
    return (Path("/proc") / str(process.pid) / "task" / str(process.pid) / "children").read_text().split()


def test_a_taken_port_is_said_before_anything_starts(told):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with demonstration(told, port) as process:
            said, _ = process.communicate(timeout=60)

    assert process.returncode == 1
    assert said == (
        f"Error: Port {port} is taken, perhaps by another plm. Stop that one, or choose: plm demo --port {port + 80}\n"
    )

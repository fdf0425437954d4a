"""The house's contracts hold, and each of them really catches a breach."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent

# Where the line goes, the line, and the contract that must break.
BREACHES = [
    ("plm/events/actions.py", "import plm.registration.rules", "Arrows go one way through the house"),
    ("plm/libraries/queries.py", "import plm.web.forms", "Arrows go one way through the house"),
    ("plm/kpi/queries.py", "import plm.events.queries", "Arrows go one way through the house"),
    ("plm/helpers.py", '"""A drawer."""', "Arrows go one way through the house"),
    ("plm/events/utils.py", '"""A drawer."""', "Inside a capability: actions, queries, tables, rules"),
    ("plm/events/queries.py", "import plm.events.actions", "Inside a capability: actions, queries, tables, rules"),
    ("plm/adapters/broker.py", "import workers.registry", "Nothing in plm knows the workers"),
    ("plm/eligibility/rules.py", "import sqlalchemy", "Rules import no framework and ask no clock"),
    ("plm/registration/rules.py", "import plm.clock", "Rules import no framework and ask no clock"),
    ("plm/registration/actions.py", "import flask", "Capabilities know no delivery"),
    ("plm/certificates/actions.py", "import plm.adapters.pdf", "Capabilities know no delivery"),
    ("plm/web/committee/events.py", "import plm.events.tables", "Tables stay behind queries and actions"),
    ("workers/running.py", "import plm.jobs.tables", "Tables stay behind queries and actions"),
    ("plm/web/public/front.py", "import plm.web.committee.login", "Audiences are independent"),
    ("plm/web/guards.py", "import plm.web.public.front", "Audiences are independent"),
]
BANNED = [
    ("plm/events/actions.py", "import datetime\ndatetime.datetime.now()", "only plm/clock.py asks the time"),
    ("plm/web/guards.py", "import os\nos.environ", "only config.py reads the environment"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code to break."""
    copy = tmp_path_factory.mktemp("house")
    for name in ("plm", "workers"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("static", "__pycache__", "versions"))
    for name in ("pyproject.toml", "config.py"):
        shutil.copy(ROOT / name, copy / name)
    return copy


def lint_imports(house: Path) -> tuple[int, str]:
    answer = subprocess.run([BIN / "lint-imports", "--no-cache"], cwd=house, capture_output=True, text=True)
    return answer.returncode, " ".join((answer.stdout + answer.stderr).split())


def with_line(path: Path, line: str) -> str | None:
    before = path.read_text() if path.exists() else None
    path.write_text(f"{before or ''}\n{line}\n")
    return before


def put_back(path: Path, before: str | None) -> None:
    if before is None:
        path.unlink()
    else:
        path.write_text(before)


def test_the_contracts_hold(house):
    code, said = lint_imports(house)

    assert code == 0, said


@pytest.mark.parametrize(("place", "line", "contract"), BREACHES, ids=[f"{b[0]}:{b[1]}" for b in BREACHES])
def test_a_breach_is_caught(house, place, line, contract):
    before = with_line(house / place, line)

    code, said = lint_imports(house)
    put_back(house / place, before)

    assert code != 0
    assert f"{contract} BROKEN" in said


@pytest.mark.parametrize(("place", "line", "message"), BANNED)
def test_a_banned_call_is_caught(house, place, line, message):
    before = with_line(house / place, line)

    answer = subprocess.run(
        [BIN / "ruff", "check", "--no-cache", "--select", "TID251", place], cwd=house, capture_output=True, text=True
    )
    put_back(house / place, before)

    assert answer.returncode != 0
    assert message in answer.stdout

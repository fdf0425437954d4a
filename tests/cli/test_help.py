"""Every word of the command line explains itself with an example."""

from collections.abc import Iterator
from typing import NoReturn

import click
import pytest
from click.testing import CliRunner

from plm.cli import Surroundings, main


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


ALL = dict(commands(main))


def refuse(*_: object, **__: object) -> NoReturn:
    raise AssertionError("help reads settings or makes an app")


NOTHING = Surroundings(create_app=refuse, read_settings=refuse, demo_environment=refuse)


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_each_command_shows_an_example(path):
    answer = CliRunner().invoke(main, [*path, "--help"], obj=NOTHING)

    assert answer.exit_code == 0
    assert f"Example: plm {' '.join(path)}" in " ".join(answer.output.split()).replace("--demo ", "")


def test_the_promised_commands_are_there():
    promised = {
        ("demo",), ("db", "upgrade"), ("import", "libraries"), ("import", "kpi"), ("eligibility", "run"),
        ("expo", "allocate"), ("certificates", "issue"), ("certificates", "verify"), ("devices", "add"),
        ("doctor",), ("seed",),
    }  # fmt: skip

    assert promised <= set(ALL)


def test_help_needs_no_settings():
    answer = CliRunner().invoke(main, ["--help"], obj=NOTHING)

    assert answer.exit_code == 0

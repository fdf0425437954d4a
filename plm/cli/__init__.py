"""The `plm` command: every module of this package that has a `command` is one of its words."""

import importlib
import json
import pkgutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

import click
from flask import Flask

from plm.errors import Refusal
from plm.wording import refusal_sentence

IN_ENGLISH = {"Cookie": "bahasa=en"}
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@dataclass
class Surroundings:
    """How a command gets its app: settings are read only when a command needs them."""

    create_app: Callable[..., Flask]
    read_settings: Callable[..., Any]
    demo_environment: Callable[[], dict[str, str]]
    demo: bool = False

    def open(self, **changes: Any) -> Flask:
        """The app over this process's settings, some of them changed."""
        return self.create_app(replace(self.read_settings(demo=self.demo), **changes))

    def environment(self) -> dict[str, str]:
        """What the demonstration's own processes are started with."""
        return self.demo_environment()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--demo", is_flag=True, help="Use the embedded demonstration settings (folder var/).")
@click.version_option(package_name="plm")
@click.pass_obj
def main(surroundings: Surroundings, demo: bool) -> None:
    """Registration and logistics for the Peer Learning Meeting.

    Example: plm --demo certificates verify sertifikat.pdf
    """
    surroundings.demo = surroundings.demo or demo


def within_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside the app, in English like its help; a refusal is one sentence and exit code 1."""

    @wraps(command)
    @click.pass_obj
    def run(surroundings: Surroundings, *args: Any, **options: Any) -> Any:
        app = surroundings.open()
        with app.test_request_context(headers=IN_ENGLISH):
            try:
                return command(*args, **options)
            except Refusal as refusal:
                raise click.ClickException(refusal_sentence(refusal)) from refusal

    return run


@contextmanager
def stages(label: str, count: int) -> Iterator[Callable[[], None]]:
    """A bar of so many stages on a terminal, moved on by calling what it gives; nothing where nobody looks."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=count, label=label, file=sys.stderr) as bar:
        yield lambda: bar.update(1)


def show(result: dict[str, Any], *, as_json: bool, lines: list[str]) -> None:
    """Print a result for a machine or for a person."""
    click.echo(json.dumps(result, ensure_ascii=False, indent=2, default=str) if as_json else "\n".join(lines))


def _add_commands() -> None:
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        command = getattr(importlib.import_module(module.name), "command", None)
        if isinstance(command, click.Command):
            main.add_command(command)


_add_commands()

"""plm demo: everything on this machine, with nothing else installed."""

import signal
from collections.abc import Callable
from functools import partial

import click
from flask_migrate import upgrade

from plm.cli import Surroundings
from plm.cli.demo.data import ACCOUNTS, PASSWORD
from plm.cli.demo.processes import Demonstration
from plm.cli.demo.story import tell


@click.command(name="demo")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="Where the web listens, on 127.0.0.1.",
)
@click.option("--prepare-only", is_flag=True, help="Migrate and load the data, then stop.")
@click.pass_obj
def command(surroundings: Surroundings, port: int, prepare_only: bool) -> None:
    """Migrate, load the demonstration, start web and worker; Ctrl-C stops all.

    Example: plm demo --port 8080
    """
    surroundings.demo = True
    app = surroundings.open(public_url=f"http://127.0.0.1:{port}")
    with app.app_context():
        upgrade()
        tell(app, say=partial(click.echo, err=True))
    if not prepare_only:
        _serve(Demonstration(port=port, environment=surroundings.environment()))


def _serve(demonstration: Demonstration) -> None:
    stop: Callable[..., None] = demonstration.stop
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, stop)
    with demonstration as running:
        if running.wait_until_ready():
            click.echo(_greeting(running.url))
            running.wait()
    click.echo(f"Berhenti. Data tetap tersimpan di {demonstration.folder}.")


def _greeting(url: str) -> str:
    accounts = "\n".join(f"  {email:<24} {what}" for email, *_, what in ACCOUNTS)
    return (
        f"\nplm berjalan di {url}\n\n"
        f"Masuk di {url}/panitia/ dengan kata sandi {PASSWORD}:\n{accounts}\n\n"
        "Tekan Ctrl-C untuk berhenti.\n"
    )

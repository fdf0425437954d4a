"""plm db: migrations."""

import click
from flask_migrate import current, downgrade, upgrade

from plm.cli import within_app


@click.group(name="db")
def command() -> None:
    """Bring the database up to date."""


@command.command(name="upgrade")
@click.argument("revision", default="head")
@within_app
def upgrade_(revision: str) -> None:
    """Migrate forward. Example: plm db upgrade"""
    upgrade(revision=revision)


@command.command(name="downgrade")
@click.argument("revision", default="-1")
@within_app
def downgrade_(revision: str) -> None:
    """Migrate back, losing what the newer tables hold. Example: plm db downgrade base"""
    downgrade(revision=revision)


@command.command(name="current")
@within_app
def current_() -> None:
    """Say where the database stands. Example: plm db current"""
    current()

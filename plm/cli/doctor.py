"""plm doctor: is everything that a real event needs in place?"""

import contextlib
import smtplib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click
import redis
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from config import Settings
from plm.adapters.pdf import PdfUnavailable, load_weasyprint
from plm.adapters.signing import SigningUnavailable, ends_soon, open_the_seal
from plm.adapters.storage import storage_of
from plm.cli import AS_JSON, show, within_app
from plm.extensions import db
from plm.jobs.queries import counts_by_state
from plm.jobs.rules import JobState
from plm.libraries.queries import count_regions
from plm.libraries.rules import RegionLevel

PROVINCES = 38


class Unwell(Exception):
    """What is wrong, and what to do."""


@dataclass(frozen=True)
class Finding:
    """One check's answer."""

    what: str
    well: bool
    says: str


@click.command(name="doctor")
@AS_JSON
@within_app
def command(as_json: bool) -> None:
    """Check settings, database, broker, files, mail, key and fonts; exit code 1 when one is unwell.

    Example: plm --demo doctor
    """
    findings = list(_findings(current_app.extensions["settings"]))
    lines = [f"{'ok  ' if finding.well else 'FAIL'} {finding.what}: {finding.says}" for finding in findings]
    show({"checks": [vars(finding) for finding in findings]}, as_json=as_json, lines=lines)
    if not all(finding.well for finding in findings):
        raise SystemExit(1)


def _findings(settings: Settings) -> Iterator[Finding]:
    checks: dict[str, Callable[[Settings], str]] = {
        "database": _database,
        "regions": _regions,
        "broker": _broker,
        "jobs": _jobs,
        "storage": _storage,
        "mail": _mail,
        "signing key": _key,
        "pdf": _pdf,
    }
    for what, check in checks.items():
        try:
            yield Finding(what, True, check(settings))
        except (Unwell, PdfUnavailable, SigningUnavailable) as unwell:
            yield Finding(what, False, str(unwell))
        except Exception as error:  # noqa: BLE001  # whatever a door raises is its finding
            yield Finding(what, False, f"{type(error).__name__}: {error}")


def _database(settings: Settings) -> str:
    migrate = current_app.extensions["migrate"]
    newest = ScriptDirectory(migrate.directory).get_current_head()
    with db.engine.connect() as connection:
        stands = MigrationContext.configure(connection).get_current_revision()
    if stands != newest:
        raise Unwell(f"stands at {stands}, newest is {newest}; run: plm db upgrade")
    return f"{db.engine.dialect.name}, at {newest}"


def _regions(settings: Settings) -> str:
    counts = count_regions(db.session())
    if counts.get(RegionLevel.PROVINCE, 0) != PROVINCES:
        raise Unwell("not loaded; run: plm import regions")
    return ", ".join(f"{count} {level.value}" for level, count in counts.items())


def _broker(settings: Settings) -> str:
    if settings.broker_url.startswith("redis"):
        redis.Redis.from_url(settings.broker_url, socket_timeout=3).ping()
        return "Redis answers"
    folder = Path(settings.broker_url.removeprefix("filesystem://"))
    if not folder.is_dir():
        raise Unwell(f"{folder} is not a folder")
    return "a folder; good for one machine"


def _jobs(settings: Settings) -> str:
    counts = counts_by_state(db.session())
    if failed := counts.get(JobState.FAILED):
        raise Unwell(f"{failed} failed; see the worker's log")
    return ", ".join(f"{count} {state.value}" for state, count in counts.items()) or "none yet"


def _storage(settings: Settings) -> str:
    storage, key = storage_of(current_app), "doctor/probe"
    storage.put(key, b"plm")
    with contextlib.closing(contextlib.ExitStack()) as after:
        after.callback(storage.delete, key)
        if storage.get(key) != b"plm":
            raise Unwell("a file came back changed")
    return "writes, reads and deletes"


def _mail(settings: Settings) -> str:
    parts = urlsplit(settings.mail_url)
    if parts.scheme == "file":
        return f"written to {parts.path}, not sent"
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with kind(parts.hostname or "", parts.port or (465 if parts.scheme == "smtps" else 587), timeout=5) as server:
        server.noop()
    return f"{parts.hostname} answers"


def _key(settings: Settings) -> str:
    seal = open_the_seal(settings)
    if ends_soon(seal):
        raise Unwell(f"{seal.name} ends on {seal.valid_until:%Y-%m-%d}; get a new one")
    if seal.is_development and not settings.demo:
        raise Unwell("a development key; certificates would not be the institution's")
    way = "behind the gateway, " if settings.signing_url else ""
    return f"{way}{seal.name} ({seal.authority.value}), until {seal.valid_until:%Y-%m-%d}"


def _pdf(settings: Settings) -> str:
    weasyprint, _urls = load_weasyprint()
    return f"WeasyPrint {weasyprint.__version__}"

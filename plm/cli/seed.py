"""plm seed: a plainly invented event of any size, made by the same actions that people use."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING

import click
from flask import current_app
from sqlalchemy.orm import Session

from plm.adapters.regions import published_regions
from plm.adapters.storage import storage_of
from plm.cli import AS_JSON, show, within_app
from plm.cli.registering import Registrar, invented_names
from plm.clock import now
from plm.codes import random_code
from plm.eligibility.actions import run_decision, set_policy
from plm.eligibility.queries import eligible_library_ids
from plm.eligibility.rules import Policy
from plm.events.actions import EventDetails, create_event
from plm.events.rules import EventLevel, EventMode, Zone
from plm.extensions import db
from plm.invitations.actions import invite_libraries
from plm.invitations.queries import invitations_of
from plm.kpi.actions import SourceFile, create_period, import_scores
from plm.kpi.rules import PeriodDraft, ScoreScale
from plm.libraries.actions import import_libraries, load_regions
from plm.libraries.queries import count_regions
from plm.libraries.rules import LibraryKind

if TYPE_CHECKING:
    from plm.events.tables import Event
    from plm.kpi.tables import KpiPeriod

ACTOR = "seed"
SEATS = 2
MOST_LIBRARIES = 83_000


@dataclass(frozen=True)
class Field:
    """What all steps of one seeding share; `mark` keeps several seedings apart."""

    session: Session
    mark: str
    now: datetime


@click.command(name="seed")
@click.option("--libraries", default=100, show_default=True, type=click.IntRange(1, MOST_LIBRARIES))
@click.option("--participants", default=150, show_default=True, type=click.IntRange(0, SEATS * MOST_LIBRARIES))
@AS_JSON
@within_app
def command(libraries: int, participants: int, as_json: bool) -> None:
    """Make an invented event with so many libraries and participants, to measure with.

    Example: plm --demo seed --libraries 700 --participants 1100
    """
    if participants > SEATS * libraries:
        raise click.UsageError(f"{libraries} libraries bring at most {SEATS * libraries} participants")
    started = perf_counter()
    field = Field(db.session(), random_code(6).lower(), now())
    event = _prepare(field, libraries)
    registered = _register(field, event, participants)
    field.session.commit()
    seconds = round(perf_counter() - started, 1)
    result = {"event": event.slug, "libraries": libraries, "participants": registered, "seconds": seconds}
    show(
        result, as_json=as_json, lines=[f"{event.slug}: {libraries} libraries, {registered} participants, {seconds} s"]
    )


def _prepare(field: Field, libraries: int) -> "Event":
    session = field.session
    if not count_regions(session):
        load_regions(session, regions=published_regions())
    codes = _villages(libraries)
    _add_libraries(field, codes)
    period = _score(field, codes)
    event = create_event(session, slug=f"contoh-{field.mark}", details=_details(field), actor=ACTOR, now=field.now)
    policy = Policy(kinds=frozenset({LibraryKind.VILLAGE}), minimum={LibraryKind.VILLAGE: Decimal(0)})
    set_policy(session, event_id=event.id, period_id=period.id, policy=policy, actor=ACTOR, now=field.now)
    run_decision(session, event=event, actor=ACTOR, now=field.now)
    session.commit()
    return event


def _villages(count: int) -> list[str]:
    villages = (region.code for region in published_regions() if len(region.code) == 13)
    return list(islice(villages, count))


def _name(field: Field, code: str) -> str:
    return f"Perpusdes Contoh {field.mark} {code.replace('.', '')}"


def _add_libraries(field: Field, codes: list[str]) -> None:
    header = (1, ("kode wilayah", "nama perpustakaan", "jenis"))
    rows = [header, *((line, (code, _name(field, code), "desa")) for line, code in enumerate(codes, start=2))]
    report = import_libraries(field.session, rows=rows, filename="contoh.csv", actor=ACTOR, now=field.now)
    if report.bad:
        raise click.ClickException(f"{len(report.bad)} invented libraries were refused, such as {report.bad[0]}")


def _score(field: Field, codes: list[str]) -> "KpiPeriod":
    draft = PeriodDraft(
        code=f"contoh-{field.mark}",
        name=f"Periode contoh {field.mark}",
        starts_on=date(2024, 1, 1),
        ends_on=date(2024, 9, 25),
        scale=ScoreScale.POINTS,
        maximum=Decimal(10),
    )
    period = create_period(field.session, draft=draft, actor=ACTOR, now=field.now)
    header = (1, ("kode wilayah", "nama perpustakaan", "jenis", "skor"))
    lines = ((code, _name(field, code), "desa", _invented_score(code)) for code in codes)
    import_scores(
        field.session,
        period=period,
        rows=[header, *enumerate(lines, start=2)],
        source=SourceFile("contoh.csv", sha256(field.mark.encode()).hexdigest()),
        as_of=date(2024, 9, 25),
        imported_by="Contoh",
        actor=ACTOR,
        now=field.now,
    )
    return period


def _invented_score(code: str) -> str:
    """Between 3,00 and 9,99, always the same for a code."""
    hundredths = 300 + int(sha256(code.encode()).hexdigest()[:8], 16) % 700
    return f"{hundredths // 100},{hundredths % 100:02d}"


def _details(field: Field) -> EventDetails:
    return EventDetails(
        name=f"PLM Contoh {field.mark}",
        level=EventLevel.NATIONAL,
        mode=EventMode.ONSITE,
        starts_on=date(2024, 11, 6),
        ends_on=date(2024, 11, 8),
        zone=Zone.WIB,
        contact_name="Contoh Lima",
    )


def _register(field: Field, event: "Event", participants: int) -> int:
    session = field.session
    secret_key = current_app.extensions["settings"].secret_key
    needed = -(-participants // SEATS)
    chosen = sorted(eligible_library_ids(session, event.id))[:needed]
    invite_libraries(
        session, event=event, library_ids=chosen, seats=SEATS, expires_at=field.now + timedelta(days=60),
        secret_key=secret_key, invited_by=ACTOR, now=field.now,
    )  # fmt: skip
    registrar = Registrar(session, storage_of(current_app), event, secret_key, field.now)
    people = list(_shares(participants))
    work = list(zip(invitations_of(session, event.id), people, strict=False))
    with click.progressbar(work, label="Registering", file=sys.stderr) as steps:
        for line, names in steps:
            registrar.send(line.invitation, names)
    return participants


def _shares(participants: int) -> Iterator[list[str]]:
    names = invented_names(participants)
    while share := list(islice(names, SEATS)):
        yield share

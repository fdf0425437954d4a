"""Telling the demonstration: each chapter is told once, by the same actions that people use."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from flask import Flask
from sqlalchemy.orm import Session

from plm.accounts.actions import create_account, grant_role
from plm.accounts.rules import Grant
from plm.adapters.regions import published_regions
from plm.adapters.signing import make_development_p12
from plm.adapters.spreadsheets import read_table
from plm.adapters.storage import Storage, storage_of
from plm.cli.demo import data
from plm.cli.demo.meeting import hold_babel, hold_national
from plm.cli.registering import Registrar
from plm.clock import now
from plm.events.actions import create_event
from plm.events.queries import find_event
from plm.extensions import db
from plm.kpi.actions import SourceFile, create_period, import_scores
from plm.kpi.rules import ComponentDraft, PeriodDraft, ScoreScale
from plm.libraries.actions import LibraryDraft, add_library, load_regions
from plm.libraries.queries import children_of, count_regions
from plm.libraries.rules import LibraryKind

ACTOR = "demo"


def tell(app: Flask, *, say: Callable[[str], None]) -> None:
    """Bring an empty database to the demonstration; on a full one, do nothing."""
    settings = app.extensions["settings"]
    if not settings.signing_p12.exists():
        make_development_p12(settings.signing_p12, settings.signing_password, now=now())
    session = db.session()
    if not count_regions(session):
        say("Memuat 91.599 wilayah …")
        load_regions(session, regions=published_regions())
        session.commit()
    if find_event(session, data.NATIONAL) is None:
        say("Memuat data contoh …")
        with app.test_request_context():
            _tell_everything(session, storage_of(app), moment=now(), secret_key=settings.secret_key)
        session.commit()


def _tell_everything(session: Session, storage: Storage, *, moment: datetime, secret_key: str) -> None:
    for kind, libraries in data.KINDS.items():
        for name, code in libraries:
            _add(session, kind, name, code, moment)
    _add_babel(session, moment)
    _import_scores(session, moment)
    events = {
        slug: create_event(session, slug=slug, details=details, actor=ACTOR, now=moment)
        for slug, details in data.EVENTS.items()
    }
    _open_accounts(session, {slug: event.id for slug, event in events.items()}, moment)
    for slug, hold in ((data.NATIONAL, hold_national), (data.BABEL, hold_babel)):
        hold(Registrar(session, storage, events[slug], secret_key, moment))


def _add(session: Session, kind: LibraryKind, name: str, code: str, moment: datetime) -> None:
    add_library(session, draft=LibraryDraft(kind=kind, name=name, region_code=code), actor=ACTOR, now=moment)


def _add_babel(session: Session, moment: datetime) -> None:
    for regency, count in data.BABEL_VILLAGES.items():
        office = next(region for region in children_of(session, "19") if region.code == regency)
        _add(session, LibraryKind.REGENCY, f"Dinas Perpustakaan {office.name}", regency, moment)
        for name, code in _villages(session, regency, count):
            _add(session, LibraryKind.VILLAGE, f"Perpustakaan Desa {name}", code, moment)


def _villages(session: Session, regency: str, count: int) -> list[tuple[str, str]]:
    """The named villages of the regency first, then the first by code."""
    districts = sorted(children_of(session, regency), key=lambda region: region.code)
    below = [village for district in districts for village in children_of(session, district.code)]
    below.sort(key=lambda village: (village.code not in data.BABEL_NAMED, village.code))
    return [(village.name, village.code) for village in below[:count]]


def _import_scores(session: Session, moment: datetime) -> None:
    period = create_period(
        session,
        draft=PeriodDraft(
            code="2024",
            name="Januari–September 2024",
            starts_on=date(2024, 1, 1),
            ends_on=date(2024, 9, 25),
            scale=ScoreScale.POINTS,
            maximum=Decimal(10),
            components=tuple(ComponentDraft(name=name) for name in data.COMPONENTS),
        ),
        actor=ACTOR,
        now=moment,
    )
    content = data.SCORES.encode()
    import_scores(
        session,
        period=period,
        rows=read_table(content, data.SCORES_FILE).rows,
        source=SourceFile(data.SCORES_FILE, sha256(content).hexdigest()),
        as_of=date(2024, 9, 25),
        imported_by="Contoh Tiga",
        actor=ACTOR,
        now=moment,
    )


def _open_accounts(session: Session, events: dict[str, int], moment: datetime) -> None:
    for email, name, role, scope, region, event, _ in data.ACCOUNTS:
        account = create_account(session, email=email, name=name, password=data.PASSWORD, actor=ACTOR, now=moment)
        grant = Grant(role, scope, region, events[event] if event else None)
        grant_role(session, account_id=account.id, grant=grant, actor=ACTOR, now=moment)

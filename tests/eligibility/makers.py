"""Barito Timur of 2024 as it stands on record (domain 10.1)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.eligibility.actions import set_policy
from plm.eligibility.rules import Policy
from plm.events.tables import Event
from plm.kpi.rules import ScoreScale
from plm.kpi.tables import KpiImport, KpiPeriod, KpiScore
from plm.libraries.rules import LibraryKind
from plm.libraries.tables import Library
from tests.factories import NOON, make_event, make_library

SIX = Policy(minimum={LibraryKind.VILLAGE: Decimal(6)})


@dataclass(frozen=True)
class Scene:
    """An event and the libraries that may come."""

    event: Event
    period: KpiPeriod
    tangkum: Library
    pangkan: Library
    turan_amis: Library
    office: Library


def make_period(session: Session, **changes: Any) -> KpiPeriod:
    """2024, of ten points."""
    values = {
        "code": "2024",
        "name": "Januari–September 2024",
        "starts_on": date(2024, 1, 1),
        "ends_on": date(2024, 9, 25),
        "scale": ScoreScale.POINTS,
        "maximum": Decimal(10),
        "decimals": 2,
        "created_at": NOON,
    }
    period = KpiPeriod(**{**values, **changes})
    session.add(period)
    session.flush()
    return period


def make_score(session: Session, period: KpiPeriod, library: Library, score: str) -> None:
    """A score of the period's last day, from one sheet."""
    query = select(KpiImport).where(KpiImport.period_id == period.id)
    sheet = session.scalar(query) or KpiImport(
        period_id=period.id,
        filename="kpi-2024.xlsx",
        sha256="0" * 64,
        as_of=period.ends_on,
        imported_by="cli",
        imported_at=NOON,
        accepted_rows=4,
        remarks=[],
    )
    session.add(sheet)
    session.flush()
    session.add(
        KpiScore(
            period_id=period.id,
            library_id=library.id,
            import_id=sheet.id,
            row_number=2,
            as_of=period.ends_on,
            score=Decimal(score),
            printed=score.replace(".", ","),
        )
    )
    session.flush()


def make_scene(session: Session, *, policy: Policy | None = SIX, first_id: int | None = None, **changes: Any) -> Scene:
    """Three villages and their office with the scores of 2024; `first_id` fixes the ids, for digests."""
    event, period = make_event(session, **changes), make_period(session)
    rows = (
        ("62.13.08.2008", LibraryKind.VILLAGE, "Perpusdes Tangkum", "7.72"),
        ("62.13.09.2010", LibraryKind.VILLAGE, "Perpusdes Pangkan", "6.0"),
        ("62.13.08.2006", LibraryKind.VILLAGE, "Perpusdes Turan Amis", "5.2"),
        ("62.13", LibraryKind.REGENCY, "Dinas Perpustakaan dan Kearsipan Kab. Barito Timur", "6.32"),
    )
    libraries = []
    for place, (code, kind, name, score) in enumerate(rows):
        ids = {} if first_id is None else {"id": first_id + place}
        library = make_library(session, region_code=code, kind=kind, name=name, **ids)
        make_score(session, period, library, score)
        libraries.append(library)
    if policy is not None:
        set_policy(session, event_id=event.id, period_id=period.id, policy=policy, actor="account:3", now=NOON)
    return Scene(event, period, *libraries)

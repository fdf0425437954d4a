"""Reading those who ask for a booth, with library, region, products and score."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plm.eligibility.tables import EligibilityPolicy
from plm.expo.queries.finding import found
from plm.expo.tables import Exhibitor, Product
from plm.kpi.tables import KpiScore
from plm.libraries.tables import Library, Region


@dataclass(frozen=True)
class ExhibitorRow:
    """An exhibitor with the library, its region and its products."""

    exhibitor: Exhibitor
    library: Library
    region: Region
    products: tuple[Product, ...]
    score: Decimal | None


def exhibitors_of(session: Session, event_id: int) -> list[ExhibitorRow]:
    """Everyone who asks for a place and has not withdrawn, in order of application."""
    query = (
        select(Exhibitor, Library, Region)
        .join(Library, Library.id == Exhibitor.library_id)
        .join(Region, Region.code == Library.region_code)
        .where(Exhibitor.event_id == event_id, Exhibitor.withdrawn_at.is_(None))
        .order_by(Exhibitor.applied_at, Exhibitor.id)
    )
    products = _products_by_exhibitor(session, event_id)
    scores = scores_of(session, event_id)
    return [
        ExhibitorRow(exhibitor, library, region, tuple(products[exhibitor.id]), scores.get(library.id))
        for exhibitor, library, region in session.execute(query)
    ]


def get_exhibitor(session: Session, event_id: int, exhibitor_id: int) -> Exhibitor:
    """The exhibitor of this event that has not withdrawn, or NotFound."""
    query = select(Exhibitor).where(
        Exhibitor.event_id == event_id, Exhibitor.id == exhibitor_id, Exhibitor.withdrawn_at.is_(None)
    )
    return found(session.scalar(query), "exhibitor", exhibitor_id)


def find_exhibitor_of_library(
    session: Session, event_id: int, library_id: int, *, lock: bool = False
) -> Exhibitor | None:
    """The library's application to this event, withdrawn or not."""
    query = select(Exhibitor).where(Exhibitor.event_id == event_id, Exhibitor.library_id == library_id)
    return session.scalar(query.with_for_update() if lock else query)


def products_of(session: Session, exhibitor_id: int) -> list[Product]:
    return list(session.scalars(select(Product).where(Product.exhibitor_id == exhibitor_id).order_by(Product.id)))


def scores_of(session: Session, event_id: int) -> dict[int, Decimal]:
    """Each library's newest score in the period the event's policy names, or in the newest period with scores."""
    policy = select(EligibilityPolicy.period_id).where(EligibilityPolicy.event_id == event_id).scalar_subquery()
    newest = select(func.max(KpiScore.period_id)).scalar_subquery()
    query = (
        select(KpiScore.library_id, KpiScore.score)
        .where(KpiScore.period_id == func.coalesce(policy, newest))
        .order_by(KpiScore.as_of, KpiScore.id)
    )
    return {row.library_id: row.score for row in session.execute(query)}


def _products_by_exhibitor(session: Session, event_id: int) -> defaultdict[int, list[Product]]:
    query = (
        select(Product)
        .join(Exhibitor, Exhibitor.id == Product.exhibitor_id)
        .where(Exhibitor.event_id == event_id)
        .order_by(Product.id)
    )
    products: defaultdict[int, list[Product]] = defaultdict(list)
    for product in session.scalars(query):
        products[product.exhibitor_id].append(product)
    return products

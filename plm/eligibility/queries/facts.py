"""The facts that a decision rests on."""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.eligibility.queries.policies import within_reach
from plm.eligibility.rules import FINEST, Band, Candidate, Policy
from plm.kpi.queries import bands_of, latest_components, latest_scores, periods_up_to
from plm.kpi.tables import KpiPeriod
from plm.libraries.tables import Library

PAGE_SIZE = 50
NO_COMPONENTS: dict[str, Decimal] = {}


def candidates_of(
    session: Session, *, region_code: str | None, period_id: int, policy: Policy | None = None
) -> list[Candidate]:
    """Every library within reach (None: the whole country) with its latest score of the period.

    Earlier periods and components are read only as far as the policy looks at them; a score of another scale counts by
    its share of that scale.
    """
    policy = policy or Policy()
    period = session.get_one(KpiPeriod, period_id)
    history = [_on_scale_of(session, one, period) for one in periods_up_to(session, period, policy.periods)]
    components = latest_components(session, period_id, policy.component_codes) if policy.component_codes else {}
    looks_back = policy.periods > 1
    query = select(Library.id, Library.kind, Library.region_code).where(within_reach(region_code))
    return [
        Candidate(
            *(id_, kind, code, history[0].get(id_)),
            tuple(scores.get(id_) for scores in history) if looks_back else (),
            components.get(id_, NO_COMPONENTS),
        )
        for id_, kind, code in session.execute(query)
    ]


def _on_scale_of(session: Session, one: KpiPeriod, period: KpiPeriod) -> dict[int, Decimal]:
    scores = latest_scores(session, one.id)
    if one.maximum == period.maximum:
        return scores
    return {id_: (score * period.maximum / one.maximum).quantize(FINEST) for id_, score in scores.items()}


def band_of(session: Session, period_id: int, policy: Policy) -> Band | None:
    """What the period says of the band that the policy asks for."""
    found = {band.code: Band(band.name, band.minimum) for band in bands_of(session, period_id)}
    return found.get(policy.band or "")

"""The facts that a decision rests on."""

from collections.abc import Callable

import numpy as np
from sqlalchemy import String, select, type_coerce
from sqlalchemy.orm import Session

from plm.bulk import read_columns
from plm.eligibility.queries.policies import within_reach
from plm.eligibility.rules import KIND_NUMBER, MISSING, Band, Column, Facts, Policy, on_scale
from plm.kpi.queries import ScoreColumns, bands_of, component_columns, periods_up_to, score_columns
from plm.kpi.tables import KpiPeriod
from plm.libraries.tables import Library

ReadScores = Callable[[Session, int], ScoreColumns]


def facts_of(
    session: Session,
    *,
    region_code: str | None,
    period_id: int,
    policy: Policy | None = None,
    scores_of: ReadScores = score_columns,
) -> Facts:
    """Every library within reach (None: the whole country) with its latest score of the period.

    Earlier periods and components are read only as far as the policy looks at them; a score of another scale counts by
    its share of that scale. `scores_of` reads the scores of a period.
    """
    policy = policy or Policy()
    period = session.get_one(KpiPeriod, period_id)
    query = select(Library.id, type_coerce(Library.kind, String), Library.region_code).where(within_reach(region_code))
    ids, kinds, regions = read_columns(session, query.order_by(Library.id))
    newest = scores_of(session, period_id)
    scores = _beside(ids, newest.library_ids, newest.scores)
    history = [scores] if policy.periods > 1 else []
    for one in periods_up_to(session, period, policy.periods)[1:]:
        earlier = scores_of(session, one.id)
        units = on_scale(earlier.scores, period.maximum, one.maximum)
        history.append(_beside(ids, earlier.library_ids, units))
    return Facts(
        ids,
        _numbers(kinds),
        regions,
        scores,
        tuple(history),
        {
            code: _beside(
                ids, newest.library_ids, _beside(newest.score_ids, *component_columns(session, period_id, code))
            )
            for code in sorted(policy.component_codes)
        },
    )


def band_of(session: Session, period_id: int, policy: Policy) -> Band | None:
    """What the period says of the band that the policy asks for."""
    found = {band.code: Band(band.name, band.minimum) for band in bands_of(session, period_id)}
    return found.get(policy.band or "")


def _beside(wanted: Column, known: Column, values: Column) -> Column:
    """The value at each wanted id; `known` ascends. MISSING where there is none."""
    if not len(known):
        return np.full(len(wanted), MISSING)
    places = np.searchsorted(known, wanted).clip(max=len(known) - 1)
    return np.where(known[places] == wanted, values[places], MISSING)


def _numbers(kinds: Column) -> Column:
    words, places = np.unique(kinds, return_inverse=True)
    return np.array([KIND_NUMBER[word.decode()] for word in words.tolist()], dtype=np.int64)[places]

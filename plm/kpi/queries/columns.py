"""Scores of a whole country as columns of whole numbers (ten-thousandths), for decisions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, select, type_coerce
from sqlalchemy.orm import Session

from plm.bulk import read_columns
from plm.kpi.tables import KpiComponent, KpiComponentScore, KpiScore

Column = NDArray[np.int64]


@dataclass(frozen=True)
class ScoreColumns:
    """The newest score of every library that has one, in the order of library ids."""

    library_ids: Column
    score_ids: Column
    scores: Column


def score_columns(session: Session, period_id: int) -> ScoreColumns:
    """Each library's score of the newest day in the period."""
    query = (
        select(KpiScore.library_id, KpiScore.id, type_coerce(KpiScore.score, BigInteger))
        .where(KpiScore.period_id == period_id)
        .order_by(KpiScore.as_of)
    )
    library_ids, score_ids, scores = read_columns(session, query)
    # The last row of a library is its newest: seen from behind, the first.
    found, behind = np.unique(library_ids[::-1], return_index=True)
    newest = len(library_ids) - 1 - behind
    return ScoreColumns(found, score_ids[newest], scores[newest])


def component_columns(session: Session, period_id: int, code: str) -> tuple[Column, Column]:
    """The scores of one component: ids of the scores it belongs to, ascending, and its values."""
    query = (
        select(KpiComponentScore.score_id, type_coerce(KpiComponentScore.score, BigInteger))
        .join(KpiComponent, KpiComponent.id == KpiComponentScore.component_id)
        .where(KpiComponent.period_id == period_id, KpiComponent.code == code)
        .order_by(KpiComponentScore.score_id)
    )
    score_ids, scores = read_columns(session, query)
    return score_ids, scores

"""Reading periods, imports and scores."""

from plm.kpi.queries.periods import (
    PeriodSummary,
    all_periods,
    components_of,
    find_period,
    find_same_file,
    get_import,
    get_period,
    imports_of,
    period_summaries,
    scale_of,
)
from plm.kpi.queries.scores import (
    PAGE_SIZE,
    HistoryRow,
    ImportedScore,
    directory_of_libraries,
    history_of,
    latest_scores,
    scores_of_import,
    stored_scores,
)

__all__ = [
    "PAGE_SIZE",
    "HistoryRow",
    "ImportedScore",
    "PeriodSummary",
    "all_periods",
    "components_of",
    "directory_of_libraries",
    "find_period",
    "find_same_file",
    "get_import",
    "get_period",
    "history_of",
    "imports_of",
    "latest_scores",
    "period_summaries",
    "scale_of",
    "scores_of_import",
    "stored_scores",
]

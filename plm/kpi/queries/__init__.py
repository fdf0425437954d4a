"""Reading periods, imports and scores."""

from plm.kpi.queries.drafts import get_draft, get_draft_and_period, open_drafts
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
    SupersededRow,
    count_scores_of_import,
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
    "SupersededRow",
    "all_periods",
    "components_of",
    "count_scores_of_import",
    "directory_of_libraries",
    "find_period",
    "find_same_file",
    "get_draft",
    "get_draft_and_period",
    "get_import",
    "get_period",
    "history_of",
    "imports_of",
    "latest_scores",
    "open_drafts",
    "period_summaries",
    "scale_of",
    "scores_of_import",
    "stored_scores",
]

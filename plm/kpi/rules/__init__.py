"""How a KPI sheet is understood: scales and scores, headings, entries, matching, and the report."""

from plm.kpi.rules.entries import Entry, read_entries
from plm.kpi.rules.headings import NEEDS, ComponentName, headings_of
from plm.kpi.rules.matching import Candidate, Directory, KnownLibrary, Unmatched, find_library
from plm.kpi.rules.periods import (
    AsOfOutside,
    ComponentDraft,
    ImportNotFound,
    PeriodCodeTaken,
    PeriodDraft,
    PeriodNotSound,
    PeriodUnknown,
    check_as_of,
    problems_of,
)
from plm.kpi.rules.reports import (
    GoodRow,
    ImportReport,
    StoredScore,
    compare_with_stored,
    judge_entries,
    skip_rows,
    turn_bad,
)
from plm.kpi.rules.scores import BadScore, Scale, ScoreScale, parse_score

__all__ = [
    "NEEDS",
    "AsOfOutside",
    "BadScore",
    "Candidate",
    "ComponentDraft",
    "ComponentName",
    "Directory",
    "Entry",
    "GoodRow",
    "ImportNotFound",
    "ImportReport",
    "KnownLibrary",
    "PeriodCodeTaken",
    "PeriodDraft",
    "PeriodNotSound",
    "PeriodUnknown",
    "Scale",
    "ScoreScale",
    "StoredScore",
    "Unmatched",
    "check_as_of",
    "compare_with_stored",
    "find_library",
    "headings_of",
    "judge_entries",
    "parse_score",
    "problems_of",
    "read_entries",
    "skip_rows",
    "turn_bad",
]

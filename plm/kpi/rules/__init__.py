"""How a KPI sheet is understood: scales and scores, headings, entries, matching, and the report."""

from plm.kpi.rules.entries import Entry, read_entries
from plm.kpi.rules.headings import NEEDS, ComponentName, headings_of
from plm.kpi.rules.matching import Candidate, Directory, KnownLibrary, Unmatched, find_library
from plm.kpi.rules.reports import GoodRow, ImportReport, judge_entries, turn_bad
from plm.kpi.rules.scores import BadScore, Scale, ScoreScale, parse_score

__all__ = [
    "NEEDS",
    "BadScore",
    "Candidate",
    "ComponentName",
    "Directory",
    "Entry",
    "GoodRow",
    "ImportReport",
    "KnownLibrary",
    "Scale",
    "ScoreScale",
    "Unmatched",
    "find_library",
    "headings_of",
    "judge_entries",
    "parse_score",
    "read_entries",
    "turn_bad",
]

"""Declaring periods and importing scores."""

from plm.kpi.actions.drafts import (
    choices_of,
    decide_draft,
    hand_in_scores,
    note_outcome,
    note_progress,
    note_refusal,
    note_report,
)
from plm.kpi.actions.imports import Choices, ImportOutcome, SourceFile, import_scores
from plm.kpi.actions.periods import create_period

__all__ = [
    "Choices",
    "ImportOutcome",
    "SourceFile",
    "choices_of",
    "create_period",
    "decide_draft",
    "hand_in_scores",
    "import_scores",
    "note_outcome",
    "note_progress",
    "note_refusal",
    "note_report",
]

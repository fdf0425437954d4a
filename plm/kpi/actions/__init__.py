"""Declaring periods and importing scores."""

from plm.kpi.actions.drafts import (
    choices_of,
    choose_sheet,
    decide_draft,
    hand_in_scores,
    hand_in_several,
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
    "choose_sheet",
    "create_period",
    "decide_draft",
    "hand_in_scores",
    "hand_in_several",
    "import_scores",
    "note_outcome",
    "note_progress",
    "note_refusal",
    "note_report",
]

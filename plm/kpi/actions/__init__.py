"""Declaring periods and importing scores."""

from plm.kpi.actions.imports import ImportOutcome, SourceFile, import_scores
from plm.kpi.actions.periods import create_period

__all__ = ["ImportOutcome", "SourceFile", "create_period", "import_scores"]

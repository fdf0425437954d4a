"""What a file goes through between being handed in and being stored."""

from enum import StrEnum
from typing import Any

from plm.errors import Refusal
from plm.kpi.rules.reports import ImportReport, differences
from plm.libraries.rules import remarks


class DraftState(StrEnum):
    CHOOSING = "choosing"
    READING = "reading"
    READ = "read"
    STORING = "storing"
    STORED = "stored"
    REFUSED = "refused"


class DraftNotFound(Refusal):
    """The period has no such file waiting."""

    code = "kpi_draft_not_found"
    status = 404


class DraftTaken(Refusal):
    """The file is being stored, or is stored already."""

    code = "kpi_draft_taken"
    status = 409


def report_in_words(report: ImportReport) -> dict[str, Any]:
    """A report as the database keeps it: figures, and the first few thousand remarks of each kind."""
    changed = [row for correction in report.corrected for row in differences(correction)]
    return {
        "accepted": len(report.accepted),
        "bad_lines": len(report.bad_lines),
        "corrected_lines": len(report.corrected),
        "questions": remarks(report.questions, ())["bad"],
        "corrected": remarks(changed, ())["bad"],
        **remarks(report.bad, report.skipped),
    }

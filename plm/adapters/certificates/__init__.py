"""Certificates on their way to paper, and back from storage."""

from plm.adapters.certificates.bundles import printout_of, zip_of
from plm.adapters.certificates.cards import cards_pdf
from plm.adapters.certificates.examining import Examination, examine
from plm.adapters.certificates.images import keep_image
from plm.adapters.certificates.parts import unsigned_zip
from plm.adapters.certificates.previews import check_on_paper, picture_of, preview_pdf, remarks_on
from plm.adapters.certificates.printing import commit_and_print, print_chunk
from plm.adapters.certificates.reading import read_pdf
from plm.adapters.certificates.sealing import Taking, take_back
from plm.adapters.certificates.statement import statement_of
from plm.adapters.certificates.templates import load_template
from plm.adapters.certificates.values import check_url, sheet_of, values_of

__all__ = [
    "Examination",
    "Taking",
    "cards_pdf",
    "check_on_paper",
    "check_url",
    "commit_and_print",
    "examine",
    "keep_image",
    "load_template",
    "picture_of",
    "preview_pdf",
    "print_chunk",
    "printout_of",
    "read_pdf",
    "remarks_on",
    "sheet_of",
    "statement_of",
    "take_back",
    "unsigned_zip",
    "values_of",
    "zip_of",
]

"""Certificates on their way to paper, and back from storage."""

from plm.adapters.certificates.printing import (
    certificate_html,
    certificate_pdf,
    check_url,
    commit_and_print,
    print_one,
)
from plm.adapters.certificates.reading import read_pdf

__all__ = ["certificate_html", "certificate_pdf", "check_url", "commit_and_print", "print_one", "read_pdf"]

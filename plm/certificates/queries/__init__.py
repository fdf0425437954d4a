"""Reading the register, and who stands where before anything is issued."""

from plm.certificates.queries.candidates import Candidate, candidates_of, find_settings
from plm.certificates.queries.lines import RegisterLine, find_line, find_line_by_sha256
from plm.certificates.queries.own import certificates_of_participant, find_own_certificate
from plm.certificates.queries.papers import find_paper, ids_to_print, stored_pdf
from plm.certificates.queries.register import (
    Progress,
    certificates_of,
    count_certificates,
    get_certificate,
    progress_of,
)

__all__ = [
    "Candidate",
    "Progress",
    "RegisterLine",
    "candidates_of",
    "certificates_of",
    "certificates_of_participant",
    "count_certificates",
    "find_line",
    "find_line_by_sha256",
    "find_own_certificate",
    "find_paper",
    "find_settings",
    "get_certificate",
    "ids_to_print",
    "progress_of",
    "stored_pdf",
]

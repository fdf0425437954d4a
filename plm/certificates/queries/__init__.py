"""Reading the register, and who stands where before anything is issued."""

from plm.certificates.queries.candidates import (
    Candidate,
    asks_more_than_an_entry,
    candidates_of,
    count_people_due,
    find_settings,
)
from plm.certificates.queries.files import (
    CertificateFile,
    Selection,
    TemplateUse,
    count_files,
    files_of,
    templates_used,
)
from plm.certificates.queries.lines import RegisterLine, find_line
from plm.certificates.queries.own import certificates_of_award, certificates_of_participant, find_own_certificate
from plm.certificates.queries.papers import (
    Unprinted,
    claimed_packs,
    ids_to_print,
    paper_of,
    papers_to_print,
    stored_pdf,
)
from plm.certificates.queries.register import (
    Progress,
    certificates_of,
    count_certificates,
    get_certificate,
    progress_of,
    roles_issued,
)
from plm.certificates.queries.registered import RegisteredFile, find_file, first_known_code
from plm.certificates.queries.runs import (
    failed_of_run,
    get_run,
    progress_of_run,
    run_of_certificate,
    runs_of,
    waiting_ids,
)
from plm.certificates.queries.samples import sample_papers
from plm.certificates.queries.sealing import (
    Sealable,
    Waiting,
    count_sealed_outside,
    count_waiting,
    sealable_of,
    waiting_files,
)
from plm.certificates.queries.shipped import image_key, shipped_content, shipped_images
from plm.certificates.queries.standing import policy_of
from plm.certificates.queries.telling import addresses_to_tell, count_unmailed
from plm.certificates.queries.templates import (
    TemplateLine,
    badge_content,
    choices_of,
    find_template,
    get_template,
    get_version,
    get_version_by_id,
    newest_version,
    roles_by_template,
    templates_of,
    versions_of,
)

__all__ = [
    "Candidate",
    "CertificateFile",
    "Progress",
    "RegisterLine",
    "RegisteredFile",
    "Sealable",
    "Selection",
    "TemplateLine",
    "TemplateUse",
    "Unprinted",
    "Waiting",
    "addresses_to_tell",
    "asks_more_than_an_entry",
    "badge_content",
    "candidates_of",
    "certificates_of",
    "certificates_of_award",
    "certificates_of_participant",
    "choices_of",
    "claimed_packs",
    "count_certificates",
    "count_files",
    "count_people_due",
    "count_sealed_outside",
    "count_unmailed",
    "count_waiting",
    "failed_of_run",
    "files_of",
    "find_file",
    "find_line",
    "find_own_certificate",
    "find_settings",
    "find_template",
    "first_known_code",
    "get_certificate",
    "get_run",
    "get_template",
    "get_version",
    "get_version_by_id",
    "ids_to_print",
    "image_key",
    "newest_version",
    "paper_of",
    "papers_to_print",
    "policy_of",
    "progress_of",
    "progress_of_run",
    "roles_by_template",
    "roles_issued",
    "run_of_certificate",
    "runs_of",
    "sample_papers",
    "sealable_of",
    "shipped_content",
    "shipped_images",
    "stored_pdf",
    "templates_of",
    "templates_used",
    "versions_of",
    "waiting_files",
    "waiting_ids",
]

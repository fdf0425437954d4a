"""Issuing, storing, revoking and replacing certificates."""

from plm.certificates.actions.ending import reissue_certificate, revoke_certificate
from plm.certificates.actions.handing import note_fetched, write_ready, write_to_unmailed
from plm.certificates.actions.issuing import identity_of, issue_certificates, lock_settings, owner_of
from plm.certificates.actions.printing import Printed, Signing, note_failure, settle_templates, store_pack
from plm.certificates.actions.runs import finish_runs, pause_run, resume_run, retry_failed
from plm.certificates.actions.sealing import take_signed
from plm.certificates.actions.settings import Terms, Wording, save_settings
from plm.certificates.actions.templates import (
    archive_template,
    choose_templates,
    create_template,
    restore_version,
    save_template,
    version_for,
)

__all__ = [
    "Printed",
    "Signing",
    "Terms",
    "Wording",
    "archive_template",
    "choose_templates",
    "create_template",
    "finish_runs",
    "identity_of",
    "issue_certificates",
    "lock_settings",
    "note_failure",
    "note_fetched",
    "owner_of",
    "pause_run",
    "reissue_certificate",
    "restore_version",
    "resume_run",
    "retry_failed",
    "revoke_certificate",
    "save_settings",
    "save_template",
    "settle_templates",
    "store_pack",
    "take_signed",
    "version_for",
    "write_ready",
    "write_to_unmailed",
]

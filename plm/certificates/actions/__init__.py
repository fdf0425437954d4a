"""Issuing, storing, revoking and replacing certificates."""

from plm.certificates.actions.ending import reissue_certificate, revoke_certificate
from plm.certificates.actions.issuing import issue_certificates, lock_settings
from plm.certificates.actions.printing import note_failure, store_rendered
from plm.certificates.actions.settings import Wording, save_settings

__all__ = [
    "Wording",
    "issue_certificates",
    "lock_settings",
    "note_failure",
    "reissue_certificate",
    "revoke_certificate",
    "save_settings",
    "store_rendered",
]

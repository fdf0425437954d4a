"""What certificates refuse."""

from enum import StrEnum

from plm.errors import Refusal


class PatternProblem(StrEnum):
    SERIAL_MISSING = "serial_missing"
    UNKNOWN_PART = "unknown_part"
    BAD_SERIAL_WIDTH = "bad_serial_width"
    BAD_BRACES = "bad_braces"
    TOO_LONG = "too_long"


class PatternRefused(Refusal):
    """The number pattern cannot be used; `problem` says why."""

    code = "certificate_pattern_refused"
    status = 422


class CertificateSettingsMissing(Refusal):
    """Nothing is issued before the committee has named pattern, date and signatory."""

    code = "certificate_settings_missing"


class CertificateEnded(Refusal):
    """Only a valid certificate can be revoked, and each is replaced once."""

    code = "certificate_ended"


class ReasonMissing(Refusal):
    code = "certificate_reason_missing"
    status = 422

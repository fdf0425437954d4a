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


class RunOver(Refusal):
    """What is finished can be neither paused nor resumed."""

    code = "certificate_run_over"


class NotSigned(Refusal):
    """Handed out only once it is signed."""

    code = "certificate_not_signed"


class TemplateNameTaken(Refusal):
    """Another template of the event has this name."""

    code = "template_name_taken"


class TemplateChanged(Refusal):
    """Somebody saved another version meanwhile; `number` is the newest."""

    code = "template_changed"


class TemplateInUse(Refusal):
    """Certificates of a role are printed with it; `roles` says which."""

    code = "template_in_use"


class TemplateUnfit(Refusal):
    """A template that is archived or of a kind that does not serve the role."""

    code = "template_unfit"
    status = 422


class ImageProblem(StrEnum):
    TOO_HEAVY = "too_heavy"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    TOO_MANY = "too_many"


class ImageRefused(Refusal):
    """An image that cannot stand on paper; `problem` says why."""

    code = "template_image_refused"
    status = 422


class RuleProblem(StrEnum):
    SHARE_MISSING = "share_missing"
    CHECKPOINTS_MISSING = "checkpoints_missing"
    DAYS_MISSING = "days_missing"
    ONLINE_ONLY = "online_only"


class RuleNotSound(Refusal):
    """A rule that nobody could ever be judged by; `problems` names each lack."""

    code = "certificate_rule_not_sound"
    status = 422

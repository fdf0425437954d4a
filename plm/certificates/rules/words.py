"""The words of certificates."""

from enum import StrEnum

from plm.registration.rules import EventRole

# The mail that says a certificate is ready.
READY_TEMPLATE = "certificate"


class CertificateState(StrEnum):
    ISSUED = "issued"
    REVOKED = "revoked"
    REPLACED = "replaced"


class EarnedRole(StrEnum):
    """What a certificate is for: a role at the event, in the same words, or an award won there."""

    PARTICIPANT = EventRole.PARTICIPANT.value
    COMPANION = EventRole.COMPANION.value
    SPEAKER = EventRole.SPEAKER.value
    MODERATOR = EventRole.MODERATOR.value
    FACILITATOR = EventRole.FACILITATOR.value
    PANELIST = EventRole.PANELIST.value
    COMMITTEE = EventRole.COMMITTEE.value
    JUROR = EventRole.JUROR.value
    GUEST = EventRole.GUEST.value
    WINNER = "winner"


class Attendance(StrEnum):
    """How much of the event somebody must have been at: one scan, a share of its sessions, each of its days."""

    ANY = "any"
    SHARE = "share"
    EACH_DAY = "each_day"
    NONE = "none"


class SealWay(StrEnum):
    """Who signs: this server's key or its gateway, or somebody outside whose files are brought back.

    `outside_bsre` takes back only what BSrE's chain proves, so that its sentence may stand on the paper before.
    """

    KEY = "key"
    OUTSIDE = "outside"
    OUTSIDE_BSRE = "outside_bsre"

    @property
    def is_outside(self) -> bool:
        return self is not SealWay.KEY


class Authority(StrEnum):
    """Whose signature stands on a PDF: a key for trying plm, the institution's own, one that BSrE issued."""

    DEVELOPMENT = "development"
    OWN = "own"
    BSRE = "bsre"


class TemplateKind(StrEnum):
    CERTIFICATE = "certificate"
    AWARD = "award"
    LETTER = "letter"
    BADGE = "badge"


class RegisterPart(StrEnum):
    """Parts of the register that can be looked at alone; all but the last two are valid certificates."""

    ISSUED, READY, FAILED = "issued", "ready", "failed"
    UNSEALED, FETCHED, UNFETCHED = "unsealed", "fetched", "unfetched"
    REVOKED, REPLACED = "revoked", "replaced"


class Failure(StrEnum):
    """Why a certificate has no PDF."""

    GLYPH_MISSING = "glyph_missing"
    TOO_LONG = "too_long"

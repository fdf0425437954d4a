"""Why a registration cannot go on."""

from plm.errors import Refusal


class PhoneUnreadable(Refusal):
    """`problem` says what is wrong with the number."""

    code = "phone_unreadable"
    status = 422


class PaperTypeWrong(Refusal):
    """The content is none of PDF, JPEG, PNG, HEIC, whatever its name says."""

    code = "paper_type_wrong"
    status = 422


class PaperTooLarge(Refusal):
    code = "paper_too_large"
    status = 413


class PaperEmpty(Refusal):
    code = "paper_empty"
    status = 422


class PaperDamaged(Refusal):
    """It begins like a PDF or a picture and cannot be opened."""

    code = "paper_damaged"
    status = 422


class RegistrationNotOpen(Refusal):
    """The window opens at `opens_at`."""

    code = "registration_not_open"


class RegistrationClosed(Refusal):
    """The window closed at `closes_at`."""

    code = "registration_closed"


class EventFull(Refusal):
    """`left` seats are left, `asked` are needed."""

    code = "event_full"


class InvitationNotAccepted(Refusal):
    code = "invitation_not_accepted"


class ParticipantsMissing(Refusal):
    """`numbers` names the participants without name or number."""

    code = "participants_missing"


class LetterMissing(Refusal):
    """No assignment letter, or the last one was rejected."""

    code = "letter_missing"


class PapersMissing(Refusal):
    """`names` are papers that the event wants before the registration is sent."""

    code = "papers_missing"


class NotRegistered(Refusal):
    """Nobody holds a seat here: a draft, or somebody who was cancelled or replaced before."""

    code = "not_registered"


class MailAddressMissing(Refusal):
    """The person has no mail address."""

    code = "mail_address_missing"


class SheetConfirmed(Refusal):
    """What the sheet says was done already."""

    code = "sheet_confirmed"


class RowStale(Refusal):
    """Somebody has changed this person since the sheet was handed in."""

    code = "row_stale"


class AlreadySubmitted(Refusal):
    """The delegation was sent; what it says changes through the committee."""

    code = "already_submitted"


class PaperAlreadyReceived(Refusal):
    """The committee has received the paper; a new one would need a new judgement."""

    code = "paper_already_received"


class PaperChanged(Refusal):
    """Another file was handed in after the one that was looked at."""

    code = "paper_changed"


class ReasonMissing(Refusal):
    code = "reason_missing"
    status = 422


class RoleMissing(Refusal):
    code = "role_missing"
    status = 422

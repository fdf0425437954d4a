"""What refuses a pairing code."""

from plm.errors import Refusal


class PairingCodeUnknown(Refusal):
    code = "unknown_code"
    status = 404


class PairingCodeExpired(Refusal):
    code = "expired_code"
    status = 410


class PairingCodeUsed(Refusal):
    """It worked once, for somebody."""

    code = "used_code"
    status = 410

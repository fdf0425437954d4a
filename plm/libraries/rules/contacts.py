"""Telephone numbers and mail addresses as people type them."""

import re

_SEPARATORS = re.compile(r"[\s().\-/]+")
_ABROAD = re.compile(r"\+[1-9][0-9]{7,14}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def parse_phone(text: str) -> str | None:
    """The number as `+62…`; a lost leading zero is understood, anything unclear is None."""
    bare = _SEPARATORS.sub("", text)
    if bare.startswith("0"):
        bare = "+62" + bare.lstrip("0")
    elif bare.startswith("62"):
        bare = "+" + bare
    elif bare.startswith("8"):
        bare = "+62" + bare
    return bare if _ABROAD.fullmatch(bare) else None


def is_mail_address(text: str) -> bool:
    """Whether the text looks like one address; only a letter that arrives proves more."""
    return bool(_MAIL.fullmatch(text)) and len(text) <= 254

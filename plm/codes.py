"""Codes that people see: random or derived, unguessable, stored as hashes."""

import hashlib
import hmac
import secrets
from base64 import b32encode

CODE_LENGTH = 26
# Crockford's alphabet leaves out I, L, O and U; what people type instead is read as what they meant.
_TYPED_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RFC4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_CROCKFORD = str.maketrans(_RFC4648, _CROCKFORD)


def new_nonce() -> str:
    """A fresh random word to derive one code from; it may be stored."""
    return secrets.token_hex(16)


def derive_code(secret_key: str, purpose: str, nonce: str) -> str:
    """The 128-bit code of a nonce for one purpose: 26 characters of Crockford base32, upper case."""
    digest = hmac.new(secret_key.encode(), f"{purpose}:{nonce}".encode(), hashlib.sha256).digest()
    return b32encode(digest[:16]).decode().rstrip("=").translate(_TO_CROCKFORD)


def random_code(length: int) -> str:
    """`length` random characters of Crockford base32 (five bits each)."""
    return "".join(secrets.choice(_CROCKFORD) for _ in range(length))


def read_code(typed: str) -> str:
    """What was meant by a typed or scanned code: without URL, spaces and dashes; O as 0, I and L as 1."""
    tail = typed.strip().rstrip("/").rpartition("/")[2]
    return "".join(tail.upper().split()).replace("-", "").translate(_TYPED_AS)


def hash_code(code: str) -> str:
    """What is stored and looked up instead of the code."""
    # JSON may carry half a sign, which plain UTF-8 refuses; such a code is unknown like any other.
    return hashlib.sha256(code.encode(errors="surrogatepass")).hexdigest()

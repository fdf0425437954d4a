"""One canonical way to write a value down, and its digest."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass


def digest(value: object) -> str:
    """SHA-256 of the value written in one canonical way."""
    text = json.dumps(plain(value), ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def plain(value: object) -> object:
    """Dataclasses, sets and tuples as JSON knows them."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, frozenset):
        return sorted(str(one) for one in value)
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value

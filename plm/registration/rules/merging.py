"""One person who was written down twice."""

from dataclasses import fields, replace

from plm.errors import Refusal
from plm.registration.rules.people import PersonDetails


class MergeRefused(Refusal):
    """`cause` says why this one cannot be given up: it came in, it has a certificate, or both are one."""

    code = "merge_refused"


def merged(keep: PersonDetails, drop: PersonDetails) -> PersonDetails:
    """What is known of both: the kept one's words, and the other's where the kept one has none."""
    empty = {one.name: getattr(drop, one.name) for one in fields(PersonDetails) if not getattr(keep, one.name)}
    return replace(keep, **empty)

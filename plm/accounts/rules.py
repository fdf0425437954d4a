"""Roles, their scope, and the one question: may this person do this here?"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from plm.errors import Refusal
from plm.libraries.rules import RegionLevel


class Role(StrEnum):
    """Committee changes, desk scans, auditor reads everything and changes nothing.

    Specific personal data is seen by the two officers alone, who read the rest too.
    """

    COMMITTEE = "committee"
    DESK = "desk"
    AUDITOR = "auditor"
    CARE = "care"
    TREASURER = "treasurer"


class Scope(StrEnum):
    NATIONAL = "national"
    PROVINCE = "province"
    REGENCY = "regency"
    EVENT = "event"


class Ability(StrEnum):
    READ = "read"
    CHANGE = "change"
    SCAN = "scan"
    SEE_HEALTH = "see_health"
    SEE_BANK = "see_bank"


ABILITIES = {
    Role.COMMITTEE: frozenset({Ability.READ, Ability.CHANGE, Ability.SCAN}),
    Role.DESK: frozenset({Ability.SCAN}),
    Role.AUDITOR: frozenset({Ability.READ}),
    Role.CARE: frozenset({Ability.READ, Ability.SEE_HEALTH}),
    Role.TREASURER: frozenset({Ability.READ, Ability.SEE_BANK}),
}


class WrongPassword(Refusal):
    """The pair of address and password is not one of ours; never says which half was wrong."""

    code = "wrong_password"
    status = 422


class EmailTaken(Refusal):
    code = "email_taken"


class ScopeNotSound(Refusal):
    """A province or regency role needs its region, an event role its event."""

    code = "scope_not_sound"
    status = 422


class RegionNotOfScope(Refusal):
    """The region of a province or regency role is unknown, or of another level."""

    code = "region_not_of_scope"
    status = 422


class OwnAccount(Refusal):
    """Nobody closes the own account or takes away the own rights, so that somebody is always left."""

    code = "own_account"


LEVEL_OF_SCOPE = {Scope.PROVINCE: RegionLevel.PROVINCE, Scope.REGENCY: RegionLevel.REGENCY}
SHORTEST_PASSWORD = 10


@dataclass(frozen=True)
class Grant:
    """A role within a scope: `region_code` for province and regency, `event_id` for one event."""

    role: Role
    scope: Scope
    region_code: str | None = None
    event_id: int | None = None


@dataclass(frozen=True)
class Place:
    """Where something is to be done: an event and the region it belongs to (None: the whole country)."""

    event_id: int | None = None
    region_code: str | None = None


NATIONWIDE = Place()


def covers(grant: Grant, place: Place) -> bool:
    """Whether the grant's scope reaches the place; a region reaches its own and everything below it."""
    if grant.scope is Scope.NATIONAL:
        return True
    if grant.scope is Scope.EVENT:
        return grant.event_id is not None and grant.event_id == place.event_id
    if not grant.region_code or not place.region_code:
        return False
    return place.region_code == grant.region_code or place.region_code.startswith(f"{grant.region_code}.")


def may(grants: Iterable[Grant], ability: Ability, place: Place) -> bool:
    """Closed by default: only a grant that has the ability and covers the place opens."""
    return any(ability in ABILITIES[grant.role] and covers(grant, place) for grant in grants)


def is_sound(grant: Grant) -> bool:
    """A grant says exactly what its scope needs, and nothing besides."""
    needs_region = grant.scope in (Scope.PROVINCE, Scope.REGENCY)
    needs_event = grant.scope is Scope.EVENT
    return bool(grant.region_code) == needs_region and (grant.event_id is not None) == needs_event

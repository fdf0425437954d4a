"""Roles and their scope."""

import pytest

from plm.accounts.rules import NATIONWIDE, Ability, Grant, Place, Role, Scope, is_sound, may

EVENT_IN_KALTENG = Place(event_id=3, region_code="62")
EVENT_IN_BARITO = Place(event_id=4, region_code="62.13")


@pytest.mark.parametrize(
    ("grant", "place", "answer"),
    [
        (Grant(Role.COMMITTEE, Scope.NATIONAL), NATIONWIDE, True),
        (Grant(Role.COMMITTEE, Scope.NATIONAL), EVENT_IN_KALTENG, True),
        (Grant(Role.COMMITTEE, Scope.PROVINCE, region_code="62"), EVENT_IN_KALTENG, True),
        (Grant(Role.COMMITTEE, Scope.PROVINCE, region_code="62"), EVENT_IN_BARITO, True),
        (Grant(Role.COMMITTEE, Scope.PROVINCE, region_code="6"), EVENT_IN_KALTENG, False),
        (Grant(Role.COMMITTEE, Scope.PROVINCE, region_code="61"), EVENT_IN_KALTENG, False),
        (Grant(Role.COMMITTEE, Scope.PROVINCE, region_code="62"), NATIONWIDE, False),
        (Grant(Role.COMMITTEE, Scope.REGENCY, region_code="62.13"), EVENT_IN_KALTENG, False),
        (Grant(Role.COMMITTEE, Scope.REGENCY, region_code="62.13"), EVENT_IN_BARITO, True),
        (Grant(Role.COMMITTEE, Scope.EVENT, event_id=3), EVENT_IN_KALTENG, True),
        (Grant(Role.COMMITTEE, Scope.EVENT, event_id=3), EVENT_IN_BARITO, False),
        (Grant(Role.COMMITTEE, Scope.EVENT), NATIONWIDE, False),
    ],
)
def test_a_grant_reaches_its_scope_and_no_further(grant, place, answer):
    assert may([grant], Ability.CHANGE, place) is answer


@pytest.mark.parametrize(
    ("role", "abilities"),
    [
        (Role.COMMITTEE, {Ability.READ, Ability.CHANGE, Ability.SCAN}),
        (Role.DESK, {Ability.SCAN}),
        (Role.AUDITOR, {Ability.READ}),
    ],
)
def test_a_role_has_its_abilities_only(role, abilities):
    grant = Grant(role, Scope.NATIONAL)

    assert {ability for ability in Ability if may([grant], ability, NATIONWIDE)} == abilities


def test_nobody_may_anything():
    assert not any(may([], ability, NATIONWIDE) for ability in Ability)


@pytest.mark.parametrize(
    ("grant", "answer"),
    [
        (Grant(Role.DESK, Scope.NATIONAL), True),
        (Grant(Role.DESK, Scope.NATIONAL, region_code="62"), False),
        (Grant(Role.DESK, Scope.PROVINCE), False),
        (Grant(Role.DESK, Scope.PROVINCE, region_code="62"), True),
        (Grant(Role.DESK, Scope.EVENT), False),
        (Grant(Role.DESK, Scope.EVENT, event_id=1), True),
    ],
)
def test_a_grant_says_just_what_its_scope_needs(grant, answer):
    assert is_sound(grant) is answer

"""Accounts and rights on both databases."""

import pytest
from sqlalchemy import select

from plm.accounts.actions import (
    create_account,
    grant_role,
    log_in,
    new_password,
    renew_password,
    revoke_grant,
    set_active,
)
from plm.accounts.queries import accounts_with_grants, get_grant, grant_rows_of, grants_of, names_of
from plm.accounts.rules import (
    SHORTEST_PASSWORD,
    EmailTaken,
    Grant,
    OwnAccount,
    RegionNotOfScope,
    Role,
    Scope,
    ScopeNotSound,
    WrongPassword,
)
from plm.audit.tables import AuditEntry
from plm.errors import NotFound
from tests.factories import NOON, make_account, make_event, make_region

WHO = {"actor": "cli", "now": NOON}
NATIONWIDE = Grant(Role.COMMITTEE, Scope.NATIONAL)


def make(session, **changes):
    values = {"email": "Panitia@contoh.id", "name": " Contoh Tiga ", "password": "sandi rahasia"}
    return create_account(session, **{**values, **changes}, **WHO)


def test_an_address_has_one_account_whatever_its_case(session):
    account = make(session)

    with pytest.raises(EmailTaken):
        make(session, email="PANITIA@CONTOH.ID ")

    assert (account.email, account.name, grants_of(session, account.id)) == ("panitia@contoh.id", "Contoh Tiga", ())


def test_a_closed_account_cannot_log_in_and_its_sessions_end(session):
    account = make(session)
    stamp = account.stamp
    set_active(session, account=account, active=False, **WHO)

    with pytest.raises(WrongPassword):
        log_in(session, email="panitia@contoh.id", password="sandi rahasia", now=NOON)
    set_active(session, account=account, active=True, **WHO)

    assert log_in(session, email="panitia@contoh.id", password="sandi rahasia", now=NOON) == account
    assert account.stamp != stamp


def test_a_renewed_password_replaces_the_old_one(session):
    account = make(session)
    password = new_password()
    renew_password(session, account=account, password=password, **WHO)

    with pytest.raises(WrongPassword):
        log_in(session, email=account.email, password="sandi rahasia", now=NOON)

    assert log_in(session, email=account.email, password=password, now=NOON) == account
    assert len(password.replace("-", "")) == 16 >= SHORTEST_PASSWORD


def test_the_same_right_is_given_once(session):
    account = make(session)
    grant_role(session, account_id=account.id, grant=NATIONWIDE, **WHO)
    grant_role(session, account_id=account.id, grant=NATIONWIDE, **WHO)

    assert grants_of(session, account.id) == (NATIONWIDE,)


@pytest.mark.parametrize(
    ("grant", "refusal"),
    [
        (Grant(Role.COMMITTEE, Scope.PROVINCE), ScopeNotSound),
        (Grant(Role.COMMITTEE, Scope.EVENT), ScopeNotSound),
        (Grant(Role.COMMITTEE, Scope.NATIONAL, region_code="62"), ScopeNotSound),
        (Grant(Role.COMMITTEE, Scope.PROVINCE, region_code="99"), RegionNotOfScope),
        (Grant(Role.COMMITTEE, Scope.PROVINCE, region_code="62.13"), RegionNotOfScope),
        (Grant(Role.COMMITTEE, Scope.REGENCY, region_code="62"), RegionNotOfScope),
    ],
)
def test_a_right_that_reaches_nowhere_is_refused(session, grant, refusal):
    make_region(session, "62.13")
    account = make(session)

    with pytest.raises(refusal):
        grant_role(session, account_id=account.id, grant=grant, **WHO)

    assert grants_of(session, account.id) == ()


def test_a_right_is_taken_away_and_noted(session):
    account = make(session)
    event = make_event(session)
    grant_role(session, account_id=account.id, grant=Grant(Role.DESK, Scope.EVENT, event_id=event.id), **WHO)
    (row,) = grant_rows_of(session, account.id)

    revoke_grant(session, grant=row, **WHO)

    assert grants_of(session, account.id) == ()
    verbs = session.scalars(select(AuditEntry.verb).where(AuditEntry.subject == f"account:{account.id}"))
    assert list(verbs) == ["account.create", "account.grant", "account.revoke"]


def test_nobody_locks_oneself_out(session):
    account = make_account(session)
    own = {"actor": f"account:{account.id}", "now": NOON}

    with pytest.raises(OwnAccount):
        set_active(session, account=account, active=False, **own)
    with pytest.raises(OwnAccount):
        revoke_grant(session, grant=grant_rows_of(session, account.id)[0], **own)


def test_a_right_is_found_through_its_account_only(session):
    one, other = make_account(session), make_account(session)
    (grant,) = grant_rows_of(session, other.id)

    with pytest.raises(NotFound):
        get_grant(session, one.id, grant.id)


def test_names_stand_behind_actors_that_are_accounts(session):
    account = make_account(session, name="Contoh Empat")

    names = names_of(session, [f"account:{account.id}", "cli", "library:7", "account:0"])

    assert names == {f"account:{account.id}": "Contoh Empat"}


def test_accounts_are_listed_with_their_rights(session):
    later = make_account(session, name="Contoh Z")
    earlier = make_account(session, name="Contoh A", role=Role.AUDITOR)

    assert accounts_with_grants(session) == [
        (earlier, (Grant(Role.AUDITOR, Scope.NATIONAL),)),
        (later, (NATIONWIDE,)),
    ]

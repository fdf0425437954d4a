"""Making accounts, granting roles, logging in."""

from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.accounts.queries import find_account_by_email, grants_of
from plm.accounts.rules import (
    LEVEL_OF_SCOPE,
    EmailTaken,
    Grant,
    OwnAccount,
    RegionNotOfScope,
    ScopeNotSound,
    WrongPassword,
    is_sound,
)
from plm.accounts.tables import Account, RoleGrant
from plm.audit.actions import record
from plm.codes import new_nonce, random_code
from plm.libraries.queries import find_region

_hasher = PasswordHasher()


@cache
def _hash_of_nobody() -> str:
    """Checked when the address is unknown, so that the answer takes as long as for a known one."""
    return _hasher.hash(new_nonce())


def create_account(session: Session, *, email: str, name: str, password: str, actor: str, now: datetime) -> Account:
    """A new account without any right; raises EmailTaken."""
    account = Account(
        email=email.strip().lower(),
        name=name.strip(),
        password_hash=_hasher.hash(password),
        stamp=new_nonce(),
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError as error:
        raise EmailTaken(email=email) from error
    record(session, actor=actor, verb="account.create", subject=f"account:{account.id}", now=now)
    return account


def grant_role(session: Session, *, account_id: int, grant: Grant, actor: str, now: datetime) -> None:
    """Give a role within a scope, once; raises ScopeNotSound or RegionNotOfScope."""
    if not is_sound(grant):
        raise ScopeNotSound(scope=grant.scope)
    _require_region(session, grant)
    # A double click waits here and then sees the right that the first one gave.
    session.get_one(Account, account_id, with_for_update={"key_share": True})
    if grant in grants_of(session, account_id):
        return
    session.add(
        RoleGrant(
            account_id=account_id,
            role=grant.role,
            scope=grant.scope,
            region_code=grant.region_code,
            event_id=grant.event_id,
            granted_at=now,
        )
    )
    facts = {"role": grant.role, "scope": grant.scope, "region": grant.region_code}
    record(
        session,
        actor=actor,
        verb="account.grant",
        subject=f"account:{account_id}",
        now=now,
        event_id=grant.event_id,
        facts=facts,
    )


def revoke_grant(session: Session, *, grant: RoleGrant, actor: str, now: datetime) -> None:
    """Take a right away; raises OwnAccount for one's own."""
    _require_another(grant.account_id, actor)
    session.delete(grant)
    session.flush()
    facts = {"role": grant.role, "scope": grant.scope, "region": grant.region_code}
    subject = f"account:{grant.account_id}"
    record(session, actor=actor, verb="account.revoke", subject=subject, now=now, event_id=grant.event_id, facts=facts)


def renew_password(session: Session, *, account: Account, password: str, actor: str, now: datetime) -> None:
    """A new password instead of a forgotten one; every session of the account ends."""
    account.password_hash, account.stamp = _hasher.hash(password), new_nonce()
    record(session, actor=actor, verb="account.renew", subject=f"account:{account.id}", now=now)


def new_password() -> str:
    """Eighty random bits in groups that can be read out."""
    code = random_code(16)
    return "-".join(code[start : start + 4] for start in range(0, 16, 4))


def set_active(session: Session, *, account: Account, active: bool, actor: str, now: datetime) -> None:
    """Close or reopen an account; closing ends its sessions. Raises OwnAccount for one's own."""
    _require_another(account.id, actor)
    account.active = active
    account.stamp = new_nonce()
    verb = "account.open" if active else "account.close"
    record(session, actor=actor, verb=verb, subject=f"account:{account.id}", now=now)


def log_in(session: Session, *, email: str, password: str, now: datetime) -> Account:
    """The account of the pair; raises WrongPassword, whatever was wrong."""
    account = find_account_by_email(session, email)
    stored = account.password_hash if account else _hash_of_nobody()
    try:
        _hasher.verify(stored, password)
    except (Argon2Error, InvalidHashError) as error:
        raise WrongPassword from error
    if account is None or not account.active:
        raise WrongPassword
    if _hasher.check_needs_rehash(stored):
        account.password_hash = _hasher.hash(password)
    account.last_login_at = now
    return account


def _require_another(account_id: int, actor: str) -> None:
    if actor == f"account:{account_id}":
        raise OwnAccount


def _require_region(session: Session, grant: Grant) -> None:
    if grant.region_code is None:
        return
    region = find_region(session, grant.region_code)
    if region is None or region.level is not LEVEL_OF_SCOPE[grant.scope]:
        raise RegionNotOfScope(scope=grant.scope, region=grant.region_code)

"""Making accounts, granting roles, logging in."""

from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.accounts.queries import find_account_by_email
from plm.accounts.rules import EmailTaken, Grant, ScopeNotSound, WrongPassword, is_sound
from plm.accounts.tables import Account, RoleGrant
from plm.audit.actions import record
from plm.codes import new_nonce

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
    """Give a role within a scope; raises ScopeNotSound."""
    if not is_sound(grant):
        raise ScopeNotSound(scope=grant.scope)
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


def set_active(session: Session, *, account: Account, active: bool, actor: str, now: datetime) -> None:
    """Close or reopen an account; closing ends its sessions."""
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

"""Finding accounts and what they may do."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plm.accounts.rules import Grant
from plm.accounts.tables import Account, RoleGrant


def find_account(session: Session, account_id: int) -> Account | None:
    return session.get(Account, account_id)


def find_account_by_email(session: Session, email: str) -> Account | None:
    """Addresses are compared without regard to case."""
    return session.scalar(select(Account).where(func.lower(Account.email) == email.strip().lower()))


def grants_of(session: Session, account_id: int) -> tuple[Grant, ...]:
    """What the account may do, where."""
    rows = session.scalars(select(RoleGrant).where(RoleGrant.account_id == account_id).order_by(RoleGrant.id))
    return tuple(Grant(row.role, row.scope, row.region_code, row.event_id) for row in rows)


def accounts_with_grants(session: Session) -> list[tuple[Account, tuple[Grant, ...]]]:
    """Every account with its grants, by name; two statements however many there are."""
    held: dict[int, list[Grant]] = {}
    for row in session.scalars(select(RoleGrant).order_by(RoleGrant.id)):
        held.setdefault(row.account_id, []).append(Grant(row.role, row.scope, row.region_code, row.event_id))
    accounts = session.scalars(select(Account).order_by(Account.name, Account.id))
    return [(account, tuple(held.get(account.id, ()))) for account in accounts]

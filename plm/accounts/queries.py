"""Finding accounts and what they may do."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plm.accounts.rules import Grant
from plm.accounts.tables import Account, RoleGrant
from plm.errors import NotFound


def find_account(session: Session, account_id: int) -> Account | None:
    return session.get(Account, account_id)


def find_account_by_email(session: Session, email: str) -> Account | None:
    """Addresses are compared without regard to case."""
    return session.scalar(select(Account).where(func.lower(Account.email) == email.strip().lower()))


def grants_of(session: Session, account_id: int) -> tuple[Grant, ...]:
    """What the account may do, where."""
    rows = session.scalars(select(RoleGrant).where(RoleGrant.account_id == account_id).order_by(RoleGrant.id))
    return tuple(Grant(row.role, row.scope, row.region_code, row.event_id) for row in rows)


def get_account(session: Session, account_id: int) -> Account:
    """The account, or NotFound."""
    if account := session.get(Account, account_id):
        return account
    raise NotFound(what="account", value=account_id)


def get_grant(session: Session, account_id: int, grant_id: int) -> RoleGrant:
    """A right of this account, or NotFound."""
    grant = session.get(RoleGrant, grant_id)
    if grant is None or grant.account_id != account_id:
        raise NotFound(what="grant", value=grant_id)
    return grant


def grant_rows_of(session: Session, account_id: int) -> list[RoleGrant]:
    """The rights as rows, to be taken away one by one."""
    return list(session.scalars(select(RoleGrant).where(RoleGrant.account_id == account_id).order_by(RoleGrant.id)))


def accounts_with_grants(session: Session) -> list[tuple[Account, tuple[Grant, ...]]]:
    """Every account with its grants, by name; two statements however many there are."""
    held: dict[int, list[Grant]] = {}
    for row in session.scalars(select(RoleGrant).order_by(RoleGrant.id)):
        held.setdefault(row.account_id, []).append(Grant(row.role, row.scope, row.region_code, row.event_id))
    accounts = session.scalars(select(Account).order_by(Account.name, Account.id))
    return [(account, tuple(held.get(account.id, ()))) for account in accounts]


def names_of(session: Session, actors: Iterable[str]) -> dict[str, str]:
    """The people behind `account:3`; other actors (`cli`, `library:7`) have no account and are left out."""
    ids = {int(number) for kind, _, number in (actor.partition(":") for actor in actors) if kind == "account"}
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    return {f"account:{account_id}": name for account_id, name in rows}

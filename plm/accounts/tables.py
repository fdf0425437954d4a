"""People who log in, and what they may do where."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from plm.accounts.rules import Role, Scope
from plm.db import Base, Word, intpk


class Account(Base):
    """A member of the committee, the desk or the audit; `stamp` changes to end every session of theirs."""

    __tablename__ = "account"

    id: Mapped[intpk]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))
    stamp: Mapped[str] = mapped_column(String(64), unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    last_login_at: Mapped[datetime | None]


class RoleGrant(Base):
    """A role within a scope."""

    __tablename__ = "role_grant"

    id: Mapped[intpk]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role] = mapped_column(Word(Role))
    scope: Mapped[Scope] = mapped_column(Word(Scope))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    granted_at: Mapped[datetime]

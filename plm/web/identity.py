"""Who is logged in, as Flask-Login wants to know it."""

from dataclasses import dataclass
from typing import cast

from flask import Flask
from flask_login import AnonymousUserMixin, UserMixin, current_user, login_user
from sqlalchemy.orm import Session

from plm.accounts.queries import find_account, grants_of
from plm.accounts.rules import Ability, Grant, Place, may
from plm.extensions import db, login


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """The account of this request, read once."""

    account_id: int
    name: str
    stamp: str
    grants: tuple[Grant, ...]

    @property
    def actor(self) -> str:
        """How the audit trail names this person."""
        return f"account:{self.account_id}"

    def get_id(self) -> str:
        return f"{self.account_id}.{self.stamp}"

    def may(self, ability: Ability, place: Place) -> bool:
        return may(self.grants, ability, place)


class Anonymous(AnonymousUserMixin):
    """Nobody: may do nothing."""

    name = ""
    grants: tuple[Grant, ...] = ()

    def may(self, ability: Ability, place: Place) -> bool:
        return False


def register(app: Flask) -> None:
    login.anonymous_user = Anonymous
    login.user_loader(_load)
    login.session_protection = None
    app.jinja_env.globals["Ability"] = Ability


def sign_in(session: Session, account_id: int) -> None:
    """Begin the session of an account that has just proved its password."""
    if user := _find(session, account_id):
        login_user(user)


def signed_in() -> SignedIn:
    """The person of this request, behind a guard that has already asked for one."""
    return cast(SignedIn, current_user)


def _load(text: str) -> SignedIn | None:
    number, _, stamp = text.partition(".")
    user = _find(db.session(), int(number)) if number.isdigit() else None
    return user if user and user.stamp == stamp else None


def _find(session: Session, account_id: int) -> SignedIn | None:
    account = find_account(session, account_id)
    if account is None or not account.active:
        return None
    return SignedIn(account.id, account.name, account.stamp, grants_of(session, account.id))

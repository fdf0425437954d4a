"""Who may log in, and what they may do where: for the nationwide committee."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from plm.accounts.actions import (
    create_account,
    grant_role,
    new_password,
    renew_password,
    revoke_grant,
    set_active,
)
from plm.accounts.queries import accounts_with_grants, get_account, get_grant, grant_rows_of
from plm.accounts.rules import NATIONWIDE, Ability, EmailTaken, RegionNotOfScope
from plm.clock import now
from plm.events.queries import all_events
from plm.events.rules import Zone
from plm.extensions import db
from plm.libraries.queries import regions_above
from plm.web.committee.account_forms import AccountForm, GrantForm
from plm.web.forms import refuse
from plm.web.guards import readable
from plm.web.identity import signed_in

if TYPE_CHECKING:
    from plm.accounts.tables import Account

blueprint = Blueprint("accounts", __name__, url_prefix="/akun")


@blueprint.get("/")
def index() -> str:
    """Everybody, with their rights."""
    accounts = accounts_with_grants(db.session())
    codes = {grant.region_code for _, grants in accounts for grant in grants if grant.region_code}
    return render_template("committee/accounts/index.html", accounts=accounts, zone=Zone.WIB, **_names(codes))


@blueprint.route("/baru", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """A new account with its first right; its password is shown once, in the answer itself."""
    form = AccountForm()
    form.offer(all_events(db.session()))
    if form.validate_on_submit():
        password = form.password.data or new_password()
        account = _create(form, password)
        if account is not None:
            db.session.commit()
            return _told_once(account, None if form.password.data else password)
    return render_template("committee/accounts/create.html", form=form), 422 if form.errors else 200


@blueprint.route("/<int:account_id>", methods=["GET", "POST"])
@readable
def show(account_id: int) -> ResponseReturnValue:
    """One account; posting gives it another right."""
    account = get_account(db.session(), account_id)
    form = GrantForm()
    form.offer(all_events(db.session()))
    if form.validate_on_submit():
        try:
            grant_role(db.session(), account_id=account.id, grant=form.grant(), actor=signed_in().actor, now=now())
        except RegionNotOfScope as refusal:
            refuse(form.region_code, refusal)
        else:
            return _saved(account_id, _("Hak ditambahkan."))
    grants = grant_rows_of(db.session(), account.id)
    codes = {grant.region_code for grant in grants if grant.region_code}
    answer = render_template(
        "committee/accounts/show.html",
        account=account,
        grants=grants,
        form=form,
        own=account.id == signed_in().account_id,
        **_names(codes),
    )
    return answer, 422 if form.errors else 200


@blueprint.post("/<int:account_id>/hak/<int:grant_id>/cabut")
def revoke(account_id: int, grant_id: int) -> ResponseReturnValue:
    """Take a right away."""
    grant = get_grant(db.session(), account_id, grant_id)
    revoke_grant(db.session(), grant=grant, actor=signed_in().actor, now=now())
    return _saved(account_id, _("Hak dicabut."))


@blueprint.post("/<int:account_id>/tutup")
def close(account_id: int) -> ResponseReturnValue:
    """Close an account; its sessions end at once."""
    return _set_active(account_id, False, _("Akun ditutup."))


@blueprint.post("/<int:account_id>/buka")
def reopen(account_id: int) -> ResponseReturnValue:
    """Open a closed account again."""
    return _set_active(account_id, True, _("Akun dibuka kembali."))


@blueprint.post("/<int:account_id>/sandi")
def renew(account_id: int) -> ResponseReturnValue:
    """A new password instead of a forgotten one, shown once."""
    account, password = get_account(db.session(), account_id), new_password()
    renew_password(db.session(), account=account, password=password, actor=signed_in().actor, now=now())
    db.session.commit()
    return _told_once(account, password)


def _create(form: AccountForm, password: str) -> "Account | None":
    session, actor = db.session(), signed_in().actor
    try:
        with session.begin_nested():
            account = create_account(
                session,
                email=form.email.data or "",
                name=form.name.data or "",
                password=password,
                actor=actor,
                now=now(),
            )
            grant_role(session, account_id=account.id, grant=form.grant(), actor=actor, now=now())
    except EmailTaken as refusal:
        refuse(form.email, refusal)
        return None
    except RegionNotOfScope as refusal:
        refuse(form.region_code, refusal)
        return None
    return account


def _told_once(account: "Account", password: str | None) -> Response:
    """No redirect, because the password must not travel through the session's cookie."""
    answer = make_response(render_template("committee/accounts/told.html", account=account, password=password))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _set_active(account_id: int, active: bool, message: str) -> ResponseReturnValue:
    account = get_account(db.session(), account_id)
    set_active(db.session(), account=account, active=active, actor=signed_in().actor, now=now())
    return _saved(account_id, message)


def _saved(account_id: int, message: str) -> ResponseReturnValue:
    db.session.commit()
    flash(message)
    return redirect(url_for(".show", account_id=account_id))


def _names(codes: set[str]) -> dict[str, Any]:
    """Names of regions and events that the rights speak of."""
    return {
        "regions": regions_above(db.session(), codes),
        "events": {event.id: event for event in all_events(db.session())},
        "may_change": current_user.may(Ability.CHANGE, NATIONWIDE),
    }

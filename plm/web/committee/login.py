"""Logging in and out."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user, logout_user
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired

from plm.accounts.actions import log_in
from plm.accounts.rules import ABILITIES, Ability, WrongPassword
from plm.clock import now
from plm.extensions import db, limiter
from plm.web.forms import refuse, trimmed
from plm.web.guards import open_to_all
from plm.web.identity import sign_in, signed_in
from plm.web.returning import safe_return

blueprint = Blueprint("login", __name__)


class LoginForm(FlaskForm):
    """The pair that proves an account."""

    email = EmailField(_l("Surel"), filters=[trimmed], validators=[InputRequired(_l("Tulis alamat surel Anda."))])
    password = PasswordField(_l("Kata sandi"), validators=[InputRequired(_l("Tulis kata sandi Anda."))])


@blueprint.route("/masuk", methods=["GET", "POST"])
@open_to_all
@limiter.limit("10 per minute", methods=["POST"])
def enter() -> ResponseReturnValue:
    """The login page; goes on to the page that was asked for."""
    asked = request.args.get("kembali", "")
    if current_user.is_authenticated and request.method == "GET":
        return redirect(safe_return(asked, _home()))
    form = LoginForm()
    if form.validate_on_submit():
        try:
            account = log_in(db.session(), email=form.email.data or "", password=form.password.data or "", now=now())
        except WrongPassword as refusal:
            refuse(form.password, refusal)
        else:
            db.session.commit()
            sign_in(db.session(), account.id)
            return redirect(safe_return(asked, _home()))
    return render_template("committee/login/enter.html", form=form), 422 if form.errors else 200


def _home() -> str:
    """The desk for who may only scan, the list of meetings for everybody else."""
    reads = any(Ability.READ in ABILITIES[grant.role] for grant in signed_in().grants)
    return url_for("committee.events.index" if reads or not signed_in().grants else "desk.scanner.events")


@blueprint.post("/keluar")
@open_to_all
def leave() -> ResponseReturnValue:
    """End the session."""
    logout_user()
    return redirect(url_for("public.front.index"))

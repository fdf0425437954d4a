"""plm accounts: the first account, and any other, from the command line."""

import click

from plm import clock
from plm.accounts.actions import create_account, grant_role, new_password
from plm.accounts.rules import Grant, Role, Scope
from plm.cli import AS_JSON, show, within_app
from plm.events.queries import get_event
from plm.extensions import db
from plm.libraries.rules import is_mail_address


@click.group(name="accounts")
def command() -> None:
    """Open accounts of the committee, the desk and the audit."""


@command.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--scope", type=click.Choice([scope.value for scope in Scope]), required=True)
@click.option("--region", help="Region code, for the scopes province (62) and regency (62.13).")
@click.option("--event", "slug", help="The event's address, for the scope event.")
@AS_JSON
@within_app
def add(email: str, name: str, role: str, scope: str, region: str | None, slug: str | None, as_json: bool) -> None:
    """Open an account with one right and print its password, once; only its hash is kept.

    Example: plm accounts add panitia@contoh.id --name "Contoh Tiga" --role committee --scope national
    """
    if not is_mail_address(email.strip()):
        raise click.BadParameter("not a mail address", param_hint="EMAIL")
    session, password, now = db.session(), new_password(), clock.now()
    event_id = get_event(session, slug).id if slug else None
    account = create_account(session, email=email, name=name, password=password, actor="cli", now=now)
    grant = Grant(Role(role), Scope(scope), region_code=region, event_id=event_id)
    grant_role(session, account_id=account.id, grant=grant, actor="cli", now=now)
    session.commit()
    facts = {"email": account.email, "name": account.name, "role": role, "scope": scope, "password": password}
    show(facts, as_json=as_json, lines=[f"Password of {account.email}, shown only now:", password])

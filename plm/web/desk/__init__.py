"""The check-in desk."""

import sys

from apiflask import APIBlueprint
from flask import Flask

from plm.accounts.rules import Ability
from plm.web.desk.app import shell
from plm.web.guards import guard
from plm.web.rooms import blueprints_of


def register(app: Flask) -> None:
    # Not described to machines; a plain blueprint with a guard would break the OpenAPI document.
    parent = APIBlueprint("desk", __name__, url_prefix="/meja", enable_openapi=False)
    parent.before_request(guard(Ability.SCAN, Ability.SCAN))
    for blueprint in blueprints_of(sys.modules[__name__]):
        parent.register_blueprint(blueprint)
    app.register_blueprint(parent)
    # Outside the guard: a device at the door has no login, only its own token.
    app.register_blueprint(shell)

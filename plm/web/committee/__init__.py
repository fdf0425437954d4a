"""The committee (panitia): everything behind logging in."""

import sys

from apiflask import APIBlueprint
from flask import Flask

from plm.accounts.rules import Ability
from plm.web.guards import guard
from plm.web.rooms import blueprints_of


def register(app: Flask) -> None:
    """A fresh parent each time, because a blueprint takes no children after its first registration."""
    # Not described to machines; a plain blueprint with a guard would break the OpenAPI document.
    parent = APIBlueprint("committee", __name__, url_prefix="/panitia", enable_openapi=False)
    parent.before_request(guard(Ability.READ, Ability.CHANGE))
    for blueprint in blueprints_of(sys.modules[__name__]):
        parent.register_blueprint(blueprint)
    app.register_blueprint(parent)

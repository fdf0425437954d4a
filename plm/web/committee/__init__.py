"""The committee (panitia): everything behind logging in."""

import sys

from flask import Blueprint, Flask

from plm.accounts.rules import Ability
from plm.web.guards import guard
from plm.web.rooms import blueprints_of


def register(app: Flask) -> None:
    """A fresh parent each time, because a blueprint takes no children after its first registration."""
    parent = Blueprint("committee", __name__, url_prefix="/panitia")
    parent.before_request(guard(Ability.READ, Ability.CHANGE))
    for blueprint in blueprints_of(sys.modules[__name__]):
        parent.register_blueprint(blueprint)
    app.register_blueprint(parent)

"""The check-in desk."""

import sys

from flask import Blueprint, Flask

from plm.accounts.rules import Ability
from plm.web.guards import guard
from plm.web.rooms import blueprints_of


def register(app: Flask) -> None:
    parent = Blueprint("desk", __name__, url_prefix="/meja")
    parent.before_request(guard(Ability.SCAN, Ability.SCAN))
    for blueprint in blueprints_of(sys.modules[__name__]):
        parent.register_blueprint(blueprint)
    app.register_blueprint(parent)

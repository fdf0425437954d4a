"""Libraries and participants, by personal link; the verification page; the front page."""

import sys

from flask import Blueprint, Flask

from plm.web.rooms import blueprints_of


def register(app: Flask) -> None:
    parent = Blueprint("public", __name__)
    for blueprint in blueprints_of(sys.modules[__name__]):
        parent.register_blueprint(blueprint)
    app.register_blueprint(parent)

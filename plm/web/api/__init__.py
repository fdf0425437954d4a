"""Machines: JSON with a device's token, described at /api/openapi.json."""

import sys

from flask import Flask

from plm.web.rooms import blueprints_of


def register(app: Flask) -> None:
    for blueprint in blueprints_of(sys.modules[__name__]):
        app.register_blueprint(blueprint)

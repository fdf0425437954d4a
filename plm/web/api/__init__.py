"""Machines: JSON with a device's token, described at /api/openapi.json."""

import sys

from flask import Flask
from sqlalchemy import make_url

from plm.web.api.lane import Lane
from plm.web.rooms import blueprints_of


def register(app: Flask) -> None:
    for blueprint in blueprints_of(sys.modules[__name__]):
        app.register_blueprint(blueprint)
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "postgresql":
        conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
        app.wsgi_app = Lane(app.wsgi_app, conninfo)  # type: ignore[method-assign]  # Flask's way

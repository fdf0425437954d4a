"""The front page, the page on personal data, and the health check."""

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from plm.extensions import db

blueprint = Blueprint("front", __name__)


@blueprint.get("/")
def index() -> str:
    """What plm is, and the doors: a personal link, the verification page, the committee."""
    return render_template("public/front/index.html")


@blueprint.get("/data-pribadi")
def privacy() -> str:
    """What is kept of a person, why, how long, and whom to ask."""
    return render_template("public/front/privacy.html")


@blueprint.get("/sehat")
def healthy() -> ResponseReturnValue:
    """For the reverse proxy: the database answers."""
    db.session().execute(text("SELECT 1"))
    return jsonify(status="ok")

"""Indonesian first, English by choice."""

from flask import Blueprint, Flask, Response, has_request_context, redirect, request
from flask_babel import get_locale

from plm.web.returning import safe_return

LANGUAGES = ("id", "en")
COOKIE = "bahasa"
blueprint = Blueprint("language", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.jinja_env.globals["language"] = lambda: str(get_locale() or "id")


def choose() -> str:
    """The reader's choice; the browser's own list is not asked, because cheap phones come set to English."""
    chosen = request.cookies.get(COOKIE, "id") if has_request_context() else "id"
    return chosen if chosen in LANGUAGES else "id"


@blueprint.get("/bahasa/<chosen>")
def switch(chosen: str) -> Response:
    """Keep the choice for a year and go back to the page."""
    response = redirect(safe_return(request.args.get("kembali", "/")))
    if chosen in LANGUAGES:
        response.set_cookie(COOKIE, chosen, max_age=31_536_000, samesite="Lax", httponly=True, secure=request.is_secure)
    return response  # type: ignore[return-value]  # werkzeug's Response is the base of Flask's

"""create_app: the only file that knows every room."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from apiflask import APIFlask
from flask import Flask
from jinja2 import StrictUndefined
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from config import ROOT, Settings, demo_environment, read_settings
from plm import cli, wording
from plm.adapters.broker import make_celery
from plm.adapters.storage import Storage
from plm.db import prepare_sqlite
from plm.extensions import babel, compress, csrf, db, limiter, login, mail, migrate
from plm.web import addresses, api, assets, committee, desk, errors, identity, language, protection, public, sections

LANGUAGES = ("id", "en")


def create_app(settings: Settings, **overrides: Any) -> Flask:
    """The whole web application; `overrides` are Flask config keys, for tests."""
    app = APIFlask(
        "plm",
        title="plm",
        version="1",
        spec_path="/api/openapi.json",
        docs_path=None,
        json_errors=False,
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "plm" / "web" / "static"),
    )
    app.config.update(_config(settings), **overrides)
    app.extensions["settings"] = settings
    app.extensions["celery"] = make_celery(settings.broker_url)
    app.extensions["storage"] = Storage(settings.storage_url)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if not settings.demo:
        # One proxy stands in front (docker-compose.yml); what more claim to be is not believed.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]  # Flask's way
    _bind_extensions(app)
    wording.register(app)
    for part in (addresses, protection, assets, language, identity, sections, errors):
        part.register(app)
    for audience in (public, committee, desk, api):
        audience.register(app)
    return app


def command_line() -> None:
    """The `plm` command."""
    cli.main(
        obj=cli.Surroundings(create_app=create_app, read_settings=read_settings, demo_environment=demo_environment)
    )


def _bind_extensions(app: Flask) -> None:
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "plm" / "migrations"))
    for extension in (csrf, compress, limiter, login, mail):
        extension.init_app(app)
    babel.init_app(app, locale_selector=language.choose, default_translation_directories=_translations())
    with app.app_context():
        engine: Engine = db.engine
        prepare_sqlite(engine)


def _translations() -> str:
    return str(ROOT / "plm" / "translations")


def _config(settings: Settings) -> dict[str, Any]:
    # What people typed stands in the parameters, and has no place in a log or in a job's last error.
    engine_options: dict[str, Any] = {"hide_parameters": True}
    if settings.database_url.startswith("postgresql"):
        engine_options |= {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 5}
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options,
        "MAX_CONTENT_LENGTH": settings.max_upload_bytes,
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "id",
        "RATELIMIT_STORAGE_URI": settings.broker_url if settings.broker_url.startswith("redis") else "memory://",
        "RATELIMIT_HEADERS_ENABLED": False,
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        **_mail_config(settings.mail_url),
    }


def _mail_config(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    sender = "plm@localhost"
    if parts.scheme == "file":
        Path(parts.path).mkdir(parents=True, exist_ok=True)
        return {"MAIL_BACKEND": "file", "MAIL_FILE_PATH": parts.path, "MAIL_DEFAULT_SENDER": sender}
    user = unquote(parts.username or "")
    return {
        "MAIL_BACKEND": "smtp",
        "MAIL_SERVER": parts.hostname,
        "MAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "MAIL_USE_SSL": parts.scheme == "smtps",
        "MAIL_USE_TLS": parts.scheme == "smtp" and bool(user),
        "MAIL_USERNAME": user or None,
        "MAIL_PASSWORD": unquote(parts.password or "") or None,
        "MAIL_DEFAULT_SENDER": user if "@" in user else f"plm@{parts.hostname}",
        "MAIL_TIMEOUT": 30,
    }

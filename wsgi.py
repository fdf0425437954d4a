"""The web application for gunicorn: `gunicorn wsgi:app`."""

from config import read_settings
from plm.app import create_app

app = create_app(read_settings())

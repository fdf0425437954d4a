"""The blueprint, and who may change what its pages show."""

from flask import Blueprint

blueprint = Blueprint("eligibility", __name__, url_prefix="/<slug>/kelayakan")

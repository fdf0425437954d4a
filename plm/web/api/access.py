"""Who calls: a device by its token, and what every endpoint answers when something is wrong."""

import json
from typing import Any, cast

from apiflask import HTTPError, HTTPTokenAuth
from flask import abort, request

from plm.checkin.queries import Post, find_post
from plm.extensions import db

device_token = HTTPTokenAuth(
    scheme="Bearer", description="The token of a device: shown once by `plm devices add`, or got by pairing."
)
Problem = dict[str, str | dict[str, dict[str, Any]]]


@device_token.verify_token  # type: ignore[untyped-decorator]  # Flask-HTTPAuth ships no types
def _post(token: str) -> Post | None:
    return find_post(db.session(), token) if token else None


@device_token.error_processor
def _unknown_token(error: HTTPError) -> tuple[dict[str, Any], int]:
    return {"error": "unauthorized"}, error.status_code


def this_post() -> Post:
    """Where the device stands that calls."""
    return cast(Post, device_token.current_user)


def this_device_id() -> int:
    """The device that calls."""
    return cast(int, this_post().device_id)


def refuse_monsters() -> None:
    """Before every endpoint: JSON of a thousand brackets or digits is no request, and would break whoever reads it."""
    try:
        json.loads(request.get_data() or b"{}")
    except (RecursionError, ValueError):
        abort(400)


def problem(description: str) -> Problem:
    """An answer without results, as the document describes it; `error` is a stable word."""
    schema = {"type": "object", "properties": {"error": {"type": "string"}}}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


PROBLEMS: dict[int | str, Problem] = {401: problem("The token is missing, unknown or revoked.")}

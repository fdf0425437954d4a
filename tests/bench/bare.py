"""The baseline of the door: a bare Flask view that does one prepared INSERT through psycopg, and nothing else."""

import os
import threading

import psycopg
from flask import Flask, request

app = Flask(__name__)
here = threading.local()
INSERT = (
    "INSERT INTO bare_scan (id, ticket, checkpoint, direction, scanned_at, offline) VALUES (%s, %s, %s, %s, %s, %s)"
)


def connection() -> psycopg.Connection:
    if not hasattr(here, "connection"):
        here.connection = psycopg.connect(os.environ["BARE_DATABASE"], autocommit=True)
    return here.connection


@app.post("/api/v1/scans")
def scans() -> dict[str, object]:
    (scan,) = request.get_json()["scans"]
    values = [scan[name] for name in ("id", "ticket", "checkpoint", "direction", "scanned_at", "offline")]
    connection().execute(INSERT, values, prepare=True)
    return {"results": [{"id": scan["id"], "outcome": "accepted", "reason": None}]}

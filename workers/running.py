"""Running one job: claim its row, keep the lease alive, finish it or give it back."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from flask import Flask

from plm.adapters.broker import commit_and_send, send
from plm.clock import now
from plm.extensions import db
from plm.jobs import actions
from plm.jobs.queries import get_job_request
from plm.jobs.rules import LEASE_SECONDS
from workers.registry import HANDLERS, WATCHES, Handler

log = logging.getLogger(__name__)


def run_job(app: Flask, job_id: int, *, lease_seconds: int = LEASE_SECONDS) -> bool:
    """Do the job if it is free; True when this call did it."""
    with app.app_context():
        session = db.session()
        word = actions.claim(session, job_id, now=now(), lease_seconds=lease_seconds)
        session.commit()
        if word is None:
            return False
        name, arguments = get_job_request(session, job_id)
        session.commit()
        try:
            with _kept_alive(app, job_id, word, lease_seconds), app.test_request_context():
                HANDLERS[name](db.session(), **arguments)
        except Exception as error:
            log.exception("job %s (%s) failed", job_id, name.value)
            db.session.rollback()
            actions.give_back(db.session(), job_id, word, error=f"{type(error).__name__}: {error}", now=now())
            db.session.commit()
            return False
        db.session.commit()
        done = actions.finish(db.session(), job_id, word, now=now())
        db.session.commit()
        return done


_looked: dict[Handler, float] = {}


def look_around(app: Flask) -> int:
    """Call every watch whose time has come; returns how many jobs they asked for."""
    found = 0
    for watch, every in WATCHES.items():
        if monotonic() - _looked.get(watch, -every) < every:
            continue
        _looked[watch] = monotonic()
        with app.app_context():
            jobs = watch(db.session(), moment=now())
            commit_and_send(db.session(), *jobs)
            found += len(jobs)
    return found


def sweep(app: Flask) -> int:
    """Look around, and send again every job that is due or was left by a dead worker; returns how many."""
    look_around(app)
    with app.app_context():
        waiting = actions.unfinished(db.session(), now=now())
        db.session.rollback()
        for job_id, name in waiting:
            send(job_id, name)
        return len(waiting)


@contextmanager
def _kept_alive(app: Flask, job_id: int, word: str, lease_seconds: int) -> Iterator[None]:
    stop = threading.Event()
    beat = threading.Thread(target=_beat, args=(app, job_id, word, lease_seconds, stop), daemon=True)
    beat.start()
    try:
        yield
    finally:
        stop.set()
        beat.join()


def _beat(app: Flask, job_id: int, word: str, lease_seconds: int, stop: threading.Event) -> None:
    while not stop.wait(lease_seconds / 3):
        try:
            with app.app_context():
                actions.keep_alive(db.session(), job_id, word, now=now(), lease_seconds=lease_seconds)
                db.session.commit()
        except Exception:  # the next beat tries again; a lost lease only means the job runs twice
            log.warning("lease of job %s could not be lengthened", job_id, exc_info=True)

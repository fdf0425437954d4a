"""The worker: `celery -A workers.app worker -Q default,pdf,certificates`, and beat for the sweeper."""

import importlib
import pkgutil
import warnings

from celery import Celery
from celery.platforms import SecurityWarning
from celery.signals import worker_process_init

import workers
from config import read_settings
from plm.adapters.broker import SWEEP
from plm.app import create_app
from plm.extensions import db
from plm.jobs.rules import JobName
from workers.registry import HANDLERS
from workers.running import run_job, sweep

settings = read_settings()
if settings.demo:
    # Whoever tries plm as root in a container has been told by the container already.
    warnings.simplefilter("ignore", SecurityWarning)
flask_app = create_app(settings)
celery: Celery = flask_app.extensions["celery"]
# A task's own retries and sends otherwise go through the default app, to a broker that is not there.
celery.set_default()


def _register(name: JobName) -> None:
    @celery.task(name=name.value)  # type: ignore[untyped-decorator]  # Celery ships no types
    def task(*, job_id: int) -> None:
        run_job(flask_app, job_id)


for module in pkgutil.iter_modules(workers.__path__, "workers."):
    if module.name != __name__:
        importlib.import_module(module.name)
for job_name in HANDLERS:
    _register(job_name)


@celery.task(name=SWEEP)  # type: ignore[untyped-decorator]  # Celery ships no types
def sweep_jobs() -> None:
    """Every few seconds, by beat."""
    sweep(flask_app)


@worker_process_init.connect  # type: ignore[untyped-decorator]  # Celery ships no types
def drop_inherited_connections(**_: object) -> None:
    """A forked process must not share its parent's database connections."""
    with flask_app.app_context():
        db.engine.dispose(close=False)

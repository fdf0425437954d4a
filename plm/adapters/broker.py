"""The door to Celery: one URL decides between Redis and a folder."""

import logging
from pathlib import Path

from celery import Celery
from flask import current_app
from kombu.entity import Queue
from sqlalchemy.orm import Session

from plm.jobs.rules import KINDS, SWEEP_SECONDS, JobName

SWEEP = "plm.sweep"
log = logging.getLogger(__name__)


def make_celery(broker_url: str) -> Celery:
    """Celery over Redis, or over a folder when the URL begins with filesystem:// (no server needed)."""
    celery = Celery("plm", broker=broker_url, set_as_current=False)
    celery.conf.update(
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        task_time_limit=600,
        task_soft_time_limit=540,
        task_default_queue="default",
        task_queues=[_queue(name) for name in sorted({"default", *(kind.queue for kind in KINDS.values())})],
        task_routes={name.value: {"queue": kind.queue} for name, kind in KINDS.items()},
        beat_schedule={"sweep": {"task": SWEEP, "schedule": SWEEP_SECONDS, "options": {"expires": SWEEP_SECONDS}}},
        broker_connection_retry_on_startup=True,
        broker_transport_options={"visibility_timeout": 3600},
        timezone="UTC",
    )
    if broker_url.startswith("filesystem://"):
        _use_folder(celery, Path(broker_url.removeprefix("filesystem://")))
    return celery


def _queue(name: str) -> Queue:
    return Queue(name)  # type: ignore[no-untyped-call]  # kombu ships no types


def _use_folder(celery: Celery, folder: Path) -> None:
    messages, control = folder / "messages", folder / "control"
    for path in (messages, control):
        path.mkdir(parents=True, exist_ok=True)
    celery.conf.update(
        broker_url="filesystem://",
        broker_transport="plm.adapters.folder_broker:Transport",
        broker_transport_options={
            "data_folder_in": str(messages),
            "data_folder_out": str(messages),
            "control_folder": str(control),
            "polling_interval": 0.1,
        },
    )


def send(job_id: int, name: JobName) -> None:
    """Tell a worker about a job's row; a failed send is only logged, because the sweeper sends it again."""
    celery: Celery = current_app.extensions["celery"]
    try:
        celery.send_task(name.value, kwargs={"job_id": job_id}, retry=False)
    except Exception as error:  # noqa: BLE001  # whatever the transport raises, the row remains
        log.warning("job %s (%s) waits for the sweeper: %s", job_id, name.value, error)


def commit_and_send(session: Session, *jobs: tuple[int, JobName]) -> None:
    """Commit first, then tell the workers."""
    session.commit()
    for job_id, name in jobs:
        send(job_id, name)

"""The names of jobs, and how long each may take."""

from dataclasses import dataclass
from enum import StrEnum


class JobName(StrEnum):
    """One word a job; its handler lives in `workers/` under the same name."""

    ALLOCATE_BOOTHS = "expo.allocate"
    RENDER_CERTIFICATES = "certificates.render"
    RENDER_BADGES = "badges.render"
    RENDER_LETTERS = "letters.render"
    CLEAN_UP = "night.clean"
    MOVE_RESERVE = "reserve.move"
    READ_KPI_FILE = "kpi.read"
    SEND_MAIL = "mail.send"
    STORE_KPI_FILE = "kpi.store"


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class JobKind:
    """`queue` of the broker; tries before it counts as failed."""

    queue: str = "default"
    tries: int = 5


KINDS = {
    JobName.ALLOCATE_BOOTHS: JobKind(),
    JobName.RENDER_CERTIFICATES: JobKind(queue="certificates"),
    JobName.RENDER_BADGES: JobKind(queue="pdf"),
    JobName.RENDER_LETTERS: JobKind(queue="pdf"),
    JobName.CLEAN_UP: JobKind(),
    JobName.MOVE_RESERVE: JobKind(),
    JobName.READ_KPI_FILE: JobKind(),
    JobName.STORE_KPI_FILE: JobKind(),
    # Nobody asks for a letter a second time, so it waits out hours without a mail server.
    JobName.SEND_MAIL: JobKind(tries=50),
}
LEASE_SECONDS = 15
SWEEP_SECONDS = 5


def pause_before_retry(attempts: int) -> int:
    """Seconds to wait after the given number of attempts: 2, 4, 8, … at most five minutes."""
    return min(300, 1 << max(1, attempts))

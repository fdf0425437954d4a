"""What is done once a night: files that nobody claims, and data that has been kept long enough, go away."""

import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy.orm import Session

from plm.adapters.storage import storage_of
from plm.certificates.queries import claimed_packs
from plm.clock import now
from plm.jobs.actions import ask_for
from plm.jobs.queries import arguments_since
from plm.jobs.rules import JobName
from plm.logistics.actions import forget_stays
from plm.registration.actions import BATCH, purge
from plm.registration.queries import claimed_keys, ended_events, retention_of
from plm.registration.rules import Kept, due
from workers.registry import handles, watches

log = logging.getLogger(__name__)
HOME = ZoneInfo("Asia/Jakarta")
NIGHT = range(1, 5)
# An upload is laid down before its row is committed; whatever is younger may still be on its way.
GRACE = timedelta(hours=6)
PAPERS, CERTIFICATES = "letters", "certificates"
# Certificates of an earlier plm, and those signed outside, lie whole beside the packs and are not ours to judge.
PACK = re.compile(r"\.pack(\..*)?$")


@watches(every_seconds=600)
def look_at_the_clock(session: Session, *, moment: datetime) -> list[tuple[int, JobName]]:
    """Between one and five in Jakarta, once a night, whatever restarts."""
    local = moment.astimezone(HOME)
    if local.hour not in NIGHT:
        return []
    night = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if arguments_since(session, JobName.CLEAN_UP, night):
        return []
    return [(ask_for(session, JobName.CLEAN_UP, now=moment), JobName.CLEAN_UP)]


@handles(JobName.CLEAN_UP)
def clean_up(session: Session) -> None:
    """Take away what nobody claims and what has been kept long enough; a second time finds nothing."""
    _purge_all(session, now())
    storage = storage_of(current_app)
    _take_unclaimed(session, storage.keys(PAPERS), claimed_keys)
    packs = [key for key in storage.keys(CERTIFICATES) if PACK.search(key)]
    _take_unclaimed(session, packs, claimed_packs)


def _purge_all(session: Session, moment: datetime) -> None:
    """In small batches, each a transaction of its own, so that nobody waits for the night's work."""
    today = moment.astimezone(HOME).date()
    for event_id, ends_on in ended_events(session, today):
        for kept in due(retention_of(session, event_id), ends_on=ends_on, today=today):
            rows = BATCH
            while rows == BATCH:
                purged = purge(session, event_id=event_id, kept=kept, now=moment)
                session.commit()
                for key in purged.unused_keys:
                    storage_of(current_app).delete(key)
                rows = purged.rows
            if kept is Kept.JOURNEY:
                while forget_stays(session, event_id=event_id, batch=BATCH):
                    session.commit()


def _take_unclaimed(session: Session, found: list[str], claims: Callable[[Session, int], frozenset[str]]) -> None:
    """Files that were laid down and never claimed by a row."""
    storage, moment = storage_of(current_app), now()
    for event_id, keys in _by_event(found).items():
        claimed = claims(session, event_id)
        session.commit()  # no transaction stays open while files are looked at
        for key in keys:
            if key not in claimed and moment - storage.laid_at(key) > GRACE:
                storage.delete(key)
                log.info("unclaimed file %s is gone", key)


def _by_event(keys: list[str]) -> dict[int, list[str]]:
    """`letters/3/ab12.pdf` lies in event 3; anything else is not ours to judge."""
    found: dict[int, list[str]] = {}
    for key in keys:
        parts = key.split("/")
        if len(parts) == 3 and parts[1].isdecimal():
            found.setdefault(int(parts[1]), []).append(key)
    return found

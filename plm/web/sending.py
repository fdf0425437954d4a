"""Rows of the outbox, then the workers told."""

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from plm.adapters.broker import commit_and_send
from plm.clock import now
from plm.extensions import db
from plm.jobs.actions import ask_for
from plm.jobs.rules import JobName

if TYPE_CHECKING:
    from plm.outbox.tables import MailMessage

MAILS_A_JOB = 50


def ask_to_send(mails: "Iterable[MailMessage | None]") -> int:
    """Commit the rows of the outbox, then tell the workers; how many there are. What is there already is None."""
    session = db.session()
    ids = iter([mail.id for mail in mails if mail is not None])
    jobs, count = [], 0
    while some := list(islice(ids, MAILS_A_JOB)):
        jobs.append((ask_for(session, JobName.SEND_MAIL, now=now(), mail_ids=some), JobName.SEND_MAIL))
        count += len(some)
    commit_and_send(session, *jobs)
    return count

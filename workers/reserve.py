"""Places that move by themselves, where the committee has said so."""

import logging
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from plm.adapters.broker import commit_and_send
from plm.clock import now
from plm.events.queries import get_event_by_id
from plm.invitations.actions import move_places, write_letter
from plm.invitations.queries import settings_that_move
from plm.invitations.rules import RunOutdated
from plm.jobs.actions import ask_for
from plm.jobs.queries import arguments_since
from plm.jobs.rules import JobName
from plm.libraries.queries import get_library
from workers.registry import handles, watches

log = logging.getLogger(__name__)
ACTOR = "plm"
# An event whose run is out of date is asked about again and again; this often is enough.
PAUSE = timedelta(minutes=5)


@watches(every_seconds=30)
def look_for_free_places(session: Session, *, moment: datetime) -> list[tuple[int, JobName]]:
    """Ask for a move in every event that has free places and lets them move by themselves."""
    asked = [arguments["event_id"] for arguments in arguments_since(session, JobName.MOVE_RESERVE, moment - PAUSE)]
    return [
        (ask_for(session, JobName.MOVE_RESERVE, now=moment, event_id=event_id), JobName.MOVE_RESERVE)
        for event_id in settings_that_move(session, now=moment)
        if event_id not in asked
    ]


@handles(JobName.MOVE_RESERVE)
def move(session: Session, *, event_id: int) -> None:
    """Move what is free and write to the next ones; a second time finds nothing free."""
    event, moment = get_event_by_id(session, event_id), now()
    secret_key = current_app.extensions["settings"].secret_key
    try:
        _, made = move_places(session, event=event, secret_key=secret_key, actor=ACTOR, now=moment)
    except RunOutdated:
        log.warning("the places of event %s wait for a new decision run", event_id)
        session.rollback()
        return
    mails = [
        mail.id
        for invitation in made
        if (address := get_library(session, invitation.library_id).email)
        and (mail := write_letter(session, invitation=invitation, address=address, actor=ACTOR, now=moment))
    ]
    jobs = [(ask_for(session, JobName.SEND_MAIL, now=moment, mail_ids=mails), JobName.SEND_MAIL)] if mails else []
    commit_and_send(session, *jobs)

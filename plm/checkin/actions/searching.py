"""Looking for somebody at a door, and noting who looked for whom."""

from datetime import datetime

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.checkin.queries import MOST_FOUND, FoundTicket, Post, tickets_at_door
from plm.checkin.rules import day_at
from plm.checkin.tables import Checkpoint


def search_people(
    session: Session,
    *,
    post: Post,
    checkpoint: Checkpoint,
    text: str,
    now: datetime,
    actor: str | None = None,
    limit: int = MOST_FOUND,
) -> list[FoundTicket]:
    """People with a valid ticket by this text, searched by the post's device or by somebody logged in."""
    found = tickets_at_door(session, checkpoint, text, day=day_at(now, post.zone), limit=limit)
    record(
        session,
        actor=actor or f"device:{post.device_id}",
        verb="people.search",
        subject=f"checkpoint:{post.checkpoint_id}",
        event_id=post.event_id,
        facts={"device": post.name, "text": text, "found": len(found)},
        now=now,
    )
    return found

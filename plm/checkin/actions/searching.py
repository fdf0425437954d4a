"""Noting who looked for whom at a door."""

from datetime import datetime

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.checkin.queries import Post


def note_search(
    session: Session, *, post: Post, text: str, found: int, now: datetime, actor: str | None = None
) -> None:
    """What a device, or somebody logged in, searched for, beside how many were shown."""
    record(
        session,
        actor=actor or f"device:{post.device_id}",
        verb="people.search",
        subject=f"checkpoint:{post.checkpoint_id}",
        event_id=post.event_id,
        facts={"device": post.name, "text": text, "found": found},
        now=now,
    )

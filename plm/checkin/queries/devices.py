"""What a device is told of itself."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.checkin.queries.ledger import HeadCount, head_count
from plm.checkin.queries.signing import ticket_keys_of
from plm.checkin.rules import day_at
from plm.checkin.tables import Checkpoint, Device, TicketKey
from plm.events.tables import Event


@dataclass(frozen=True)
class DeviceFacts:
    """A device with where it stands, the keys of its event (the newest first), and who came in there today."""

    device: Device
    checkpoint: Checkpoint
    event: Event
    keys: list[TicketKey]
    heads: HeadCount


def device_facts(session: Session, device_id: int, *, now: datetime) -> DeviceFacts:
    """Read anew, because the committee may have moved it."""
    query = (
        select(Device, Checkpoint, Event)
        .join(Checkpoint, Checkpoint.id == Device.checkpoint_id)
        .join(Event, Event.id == Device.event_id)
        .where(Device.id == device_id)
        .execution_options(populate_existing=True)
    )
    device, checkpoint, event = session.execute(query).one()
    keys = ticket_keys_of(session, event.id)
    return DeviceFacts(device, checkpoint, event, keys, head_count(session, checkpoint, day_at(now, event.zone)))

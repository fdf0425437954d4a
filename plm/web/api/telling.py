"""What devices are told, as it stands in JSON."""

from base64 import b64encode
from datetime import datetime
from typing import Any

from plm.checkin.queries import DeviceFacts, FoundTicket, HeadCount, RosterPage
from plm.checkin.rules import PICKED, event_tag


def device_json(facts: DeviceFacts, moment: datetime) -> dict[str, Any]:
    """A device and where it stands."""
    device, event, keys = facts.device, facts.event, facts.keys
    return {
        "now": moment.isoformat(),
        "device": {"name": device.name, "kiosk": device.kiosk},
        "event": {
            "slug": event.slug,
            "name": event.name,
            "zone": event.zone.value,
            "starts_on": event.starts_on.isoformat(),
            "ends_on": event.ends_on.isoformat(),
            "tag": event_tag(event.slug),
        },
        "checkpoint": _checkpoint(facts.checkpoint),
        "keys": [
            {"number": key.number, "public_key": key.public_key, "revoked": key.revoked_at is not None} for key in keys
        ],
        "count": _count(facts.heads),
    }


def _checkpoint(place: Any) -> dict[str, Any]:
    same = ("code", "name", "kind", "hand_out", "passing", "exits", "re_entry", "roles", "guests_only", "windows")
    return {
        **{name: getattr(place, name) for name in same},
        "opens_at": place.opens_at.isoformat() if place.opens_at else None,
        "closes_at": place.closes_at.isoformat() if place.closes_at else None,
        "capacity": place.capacity,
        "unknown_offline": place.unknown_offline,
    }


def _count(heads: HeadCount) -> dict[str, int]:
    return {"entered": heads.entered, "expected": heads.expected, "inside": heads.inside, "outside": heads.out}


def page_json(page: RosterPage) -> dict[str, Any]:
    """A page of the roster; what has nothing new is left out."""
    told: dict[str, Any] = {"cursor": page.held.encoded(), "more": page.more}
    if page.reset:
        told["reset"] = True
    if page.institutions:
        told["institutions"] = {str(number): name for number, name in page.institutions.items()}
    if page.buckets:
        told["buckets"] = {str(number): _text(content) for number, content in page.buckets.items()}
    if page.revoked is not None:
        told["revoked"] = {reason: [_text(key) for key in keys] for reason, keys in page.revoked.items()}
    if page.guests is not None:
        told["guests"] = _text(page.guests)
    told["entries"] = [
        [_text(one.key), one.slot, one.first_at, one.scanned_by, int(one.inside), one.passes] for one in page.entries
    ]
    if page.rulings:
        told["rulings"] = [
            {"id": one.scan_id, "outcome": one.outcome, "reason": one.reason or None} for one in page.rulings
        ]
    return told


def person_json(found: FoundTicket) -> dict[str, Any]:
    """Somebody who can be ticked."""
    person = found.ticket.person
    told: dict[str, Any] = {
        "ticket": f"{PICKED}{found.serial}",
        "name": person.name,
        "institution": person.institution,
        "roles": list(person.roles),
    }
    if found.entered_at:
        told["entered_at"] = found.entered_at
    return told


def _text(data: bytes) -> str:
    return b64encode(data).decode()

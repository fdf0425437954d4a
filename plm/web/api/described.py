"""The answers to devices as the document describes them; `telling` writes them."""

from apiflask import Schema
from apiflask.fields import AwareDateTime, Boolean, Date, Dict, Enum, Integer, List, Nested, Raw, String

from plm.checkin.rules import CheckpointKind, Passing, ScanOutcome, UnknownOffline


class ItselfOut(Schema):
    name = String()
    kiosk = Boolean(metadata={"description": "People check themselves in; nobody is searched by name."})


class EventOut(Schema):
    slug = String()
    name = String()
    zone = String(metadata={"description": "As IANA names it."})
    starts_on = Date()
    ends_on = Date()
    tag = String(metadata={"description": "How signed tickets name the event: four hexadecimal digits."})


class CheckpointOut(Schema):
    """A checkpoint with its rules."""

    code = String()
    name = String()
    kind = Enum(CheckpointKind, by_value=True)
    hand_out = String()
    passing = Enum(Passing, by_value=True)
    exits = Boolean()
    re_entry = Boolean()
    roles = List(String(), metadata={"description": "Who may pass; empty for everybody."})
    guests_only = Boolean()
    windows = List(List(AwareDateTime(allow_none=True)), metadata={"description": "Pairs of from and to."})
    opens_at = AwareDateTime(allow_none=True)
    closes_at = AwareDateTime(allow_none=True)
    capacity = Integer(allow_none=True)
    unknown_offline = Enum(UnknownOffline, by_value=True)


class KeyOut(Schema):
    """A key that signs tickets of the event."""

    number = Integer()
    public_key = String(metadata={"description": "Ed25519, 64 hexadecimal digits."})
    revoked = Boolean()


class CountOut(Schema):
    """Today's people at this checkpoint."""

    entered = Integer()
    expected = Integer()
    inside = Integer()
    outside = Integer()


class DeviceOut(Schema):
    """The device, and what it needs to know of the place where it stands."""

    now = AwareDateTime()
    device = Nested(ItselfOut)
    event = Nested(EventOut)
    checkpoint = Nested(CheckpointOut)
    keys = List(Nested(KeyOut))
    count = Nested(CountOut)


class HereOut(DeviceOut):
    """The same as part of another answer, where the document wants a name of its own for it."""


class PairedOut(Schema):
    token = String()
    device = Nested(HereOut)


class RuledOut(Schema):
    """What a scan of this device counts as today."""

    id = String()
    outcome = Enum(ScanOutcome, by_value=True)
    reason = String(allow_none=True)


class RosterOut(Schema):
    """What is left out is unchanged."""

    now = AwareDateTime()
    reset = Boolean(metadata={"description": "Forget everything of the roster first."})
    institutions = Dict(String(), String(), metadata={"description": "Names by number, to be added."})
    buckets = Dict(
        String(), String(), metadata={"description": "By the first byte of the key; base64; each replaces the old one."}
    )
    revoked = Dict(
        String(), List(String()), metadata={"description": "Keys by reason, in base64; replaces all known before."}
    )
    guests = String(metadata={"description": "Keys one after another, in base64; replaces the list."})
    entries = List(
        List(Raw()), metadata={"description": "[key, slot, first_at in ms, scanned_by, inside 0 or 1, passes]"}
    )
    rulings = List(Nested(RuledOut))
    cursor = String()
    more = Boolean(metadata={"description": "Another page waits."})
    device = Nested(HereOut)


class PersonOut(Schema):
    """Somebody with a ticket; scanning `ticket` checks them in."""

    ticket = String()
    name = String()
    institution = String()
    roles = List(String())
    entered_at = AwareDateTime(metadata={"description": "When they came in here today, if they did."})


class PeopleOut(Schema):
    people = List(Nested(PersonOut))


class DelegationOut(Schema):
    name = String()


class GroupOut(Schema):
    delegation = Nested(DelegationOut)
    people = List(Nested(PersonOut))

"""The door to calendars: an event as iCalendar (RFC 5545)."""

from datetime import date, datetime, timedelta

from icalendar import Calendar
from icalendar import Event as Entry


def event_as_ics(
    *, uid: str, name: str, starts_on: date, ends_on: date, place: str, url: str, words: str, now: datetime
) -> bytes:
    """A calendar of one all-day entry from the first to the last day; the same `uid` replaces what was added before."""
    calendar = Calendar()
    calendar.add("prodid", "-//plm//PLM//ID")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    entry = Entry()
    entry.add("uid", uid)
    entry.add("dtstamp", now)
    entry.add("dtstart", starts_on)
    # The end of an all-day entry is the first day after it.
    entry.add("dtend", ends_on + timedelta(days=1))
    entry.add("summary", name)
    if place:
        entry.add("location", place)
    if url:
        entry.add("url", url)
    entry.add("description", words)
    entry.add("transp", "OPAQUE")
    calendar.add_component(entry)
    return bytes(calendar.to_ical())

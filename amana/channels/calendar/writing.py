"""Writing calendars: one event to answer, its withdrawal, and a list of events to subscribe to (RFC 5545, RFC 5546)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from icalendar import Calendar, Event, vCalAddress, vDuration, vText

_PRODUCT = "-//Amana//Amana//EN"
# How often a program that subscribed should look again.
LOOK_AGAIN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One event with whoever invites and who is invited, each as (name, address). Times are aware."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    title: str
    words: str
    organizer: tuple[str, str]
    attendee: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a calendar to subscribe to; it invites nobody."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    title: str
    url: str


def invitation(meeting: Meeting, *, at: datetime) -> bytes:
    """Return a request to answer; a higher `sequence` of the same `uid` moves what stands in the calendar already."""
    return _message("REQUEST", meeting, at)


def withdrawal(meeting: Meeting, *, at: datetime) -> bytes:
    """Return what takes the event out of the calendar again; its `sequence` has to be above that of the invitation."""
    return _message("CANCEL", meeting, at)


def _message(method: Literal["REQUEST", "CANCEL"], meeting: Meeting, at: datetime) -> bytes:
    calendar = _calendar(method)
    event = _event(meeting.uid, meeting.starts_at, meeting.ends_at, meeting.title, at)
    event.add("description", meeting.words)
    event.add("sequence", meeting.sequence)
    event.add("status", "CONFIRMED" if method == "REQUEST" else "CANCELLED")
    event.add("transp", "OPAQUE")
    event.add("organizer", _person(meeting.organizer), encode=False)
    attendee = _person(meeting.attendee)
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    if method == "REQUEST":
        attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
        attendee.params["RSVP"] = vText("TRUE")
    event.add("attendee", attendee, encode=False)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def feed(name: str, entries: Sequence[Entry], *, at: datetime) -> bytes:
    """Return a calendar of these entries under a name."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(LOOK_AGAIN), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(LOOK_AGAIN))
    for one in entries:
        event = _event(one.uid, one.starts_at, one.ends_at, one.title, at)
        event.add("url", one.url)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _event(uid: str, starts_at: datetime, ends_at: datetime, title: str, at: datetime) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", starts_at.astimezone(UTC))
    event.add("dtend", ends_at.astimezone(UTC))
    event.add("summary", _one_line(title))
    event.add("class", "PRIVATE")
    return event


def _person(named: tuple[str, str]) -> vCalAddress:
    name, address = named
    person = vCalAddress(f"mailto:{address}")
    # A quotation mark cannot stand in a parameter at all (RFC 5545, 3.2).
    plain = _one_line(name).replace('"', "'")
    if plain:
        person.params["CN"] = vText(plain)
    return person


def _one_line(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())

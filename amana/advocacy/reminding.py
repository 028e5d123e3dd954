"""Reminding by calendar: one promise as a file, and all that is due as a private feed that can be revoked (RFC 5545)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from amana.advocacy.letters.models import CalendarFeed
from amana.cases.models import COMPANY
from amana.commitments.models import Commitment
from amana.kit.codes import new_token
from amana.people.models import Person

MEDIA_TYPE = "text/calendar; charset=utf-8"
# Before something is due a calendar says so twice: a day ahead, and an hour.
ALARMS = ("-P1D", "-PT1H")
LASTS = "PT15M"
MOST_IN_FEED = 500
# Octets in a line, without its end (RFC 5545, 3.1).
LINE = 75


def calendar_of(promises: Iterable[Commitment], *, name: str, at: datetime) -> bytes:
    """Return promises as a calendar file, in the language in force; all moments are in UTC, which every calendar knows.

    It holds what was promised, by whom and with which company: nothing of notes, costs, plans or what one would settle
    for. Each has a key of its own, so that a file taken in twice makes no second event.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Amana//Promises//EN", "CALSCALE:GREGORIAN",
             f"X-WR-CALNAME:{escaped(name)}"]  # fmt: skip
    for promise in promises:
        if promise.due_at is not None:
            lines += _event(promise, promise.due_at, at)
    lines.append("END:VCALENDAR")
    return "".join(f"{fold(line)}\r\n" for line in lines).encode("utf-8", "ignore")


def _event(promise: Commitment, due_at: datetime, at: datetime) -> Iterator[str]:
    is_theirs = promise.promiser == COMPANY
    said = _("%(owner)s: %(action)s") if is_theirs else _("To do: %(action)s")
    company = promise.case.company.name
    words = {"owner": promise.owner_name or company, "action": promise.action}
    url = f"{settings.BASE_URL}/mine/{promise.case.number}/"
    yield "BEGIN:VEVENT"
    yield f"UID:{promise.pk}@{_host()}"
    yield f"DTSTAMP:{_utc(at)}"
    yield f"DTSTART:{_utc(due_at)}"
    yield f"DURATION:{LASTS}"
    yield f"SUMMARY:{escaped(said % words)}"
    yield f"DESCRIPTION:{escaped(_('My case with %(company)s') % {'company': company})}\\n{escaped(url)}"
    yield f"URL:{url}"
    yield "TRANSP:TRANSPARENT"
    for before in ALARMS:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escaped(said % words)}", f"TRIGGER:{before}",
                    "END:VALARM")  # fmt: skip
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """Return a text as a value of a calendar file (RFC 5545, 3.3.11); what is no letter and no line end is left out."""
    plain = "".join(
        letter for letter in text.replace("\r\n", "\n").replace("\r", "\n") if letter == "\n" or letter.isprintable()
    )
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line: str) -> str:
    """Return a line in pieces of at most 75 octets, each further one after a space; no letter is cut in two."""
    pieces, piece, size = [], "", 0
    for letter in line:
        octets = len(letter.encode("utf-8", "ignore"))
        if size + octets > LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + octets
    return "\r\n".join([*pieces, piece])


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _host() -> str:
    return str(settings.ALLOWED_HOSTS[0]).strip(".*") or "localhost"


# ── the feed ─────────────────────────────────────────────────────────────────


@transaction.atomic
def make_feed(person: Person, *, at: datetime) -> str:
    """Return the secret of a new feed of somebody's promises; an earlier one opens nothing any more.

    160 random bits, of which only the digest is kept: it is shown once.
    """
    revoke_feed(person, at=at)
    token = new_token()
    CalendarFeed.objects.create(person=person, digest=_digest(token), made_at=at)
    return token


def revoke_feed(person: Person, *, at: datetime) -> bool:
    """Close somebody's feed; return whether there was one. Twice changes nothing."""
    return bool(CalendarFeed.objects.filter(person=person, revoked_at=None).update(revoked_at=at))


def feed_of(person: Person | None) -> CalendarFeed | None:
    """Return the feed of somebody that is open, None when there is none."""
    return CalendarFeed.objects.filter(person=person, revoked_at=None).first() if person else None


def feed_behind(token: str, *, at: datetime) -> CalendarFeed | None:
    """Return the feed a secret opens, and note that it was read; None for one that opens nothing."""
    rows = CalendarFeed.objects.filter(digest=_digest(token), revoked_at=None)
    found = rows.select_related("person__account").first()
    if found is None or found.person.account is None or not found.person.account.is_active:
        return None
    if found.read_at is None or at - found.read_at > timedelta(minutes=10):
        rows.update(read_at=at)
    return found


def due_of(person: Person) -> list[Commitment]:
    """Return what is open in somebody's own cases, theirs and their own, the earliest due first."""
    rows = Commitment.objects.outstanding().filter(case__owner=person, case__state="open", due_at__isnull=False)
    rows = rows.select_related("case__company", "owner_person", "owner_company", "owner_agent__account")
    return list(rows.order_by("due_at", "id")[:MOST_IN_FEED])


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "ignore")).hexdigest()

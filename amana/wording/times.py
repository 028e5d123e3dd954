"""Saying when: moments with their weekday, durations with their unit, lateness in words."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# Under this many hours the minutes still matter to somebody who waits.
HOURS_WITH_MINUTES = 2
DAYS_BEFORE_WEEKS = 14
WEEKS_BEFORE_MONTHS = 10


def moment(at: datetime, *, zone: tzinfo, now: datetime, language: str | None = None) -> str:
    """Return `at` as a person would say it: "today 18:00", "tomorrow 09:00", "Sunday 15 November, 18:00".

    Days are those of `zone`. The year is said only when it is not the year of `now`.
    `language` is a code such as "he"; without it the active one is used.
    Raises ValueError if `at` or `now` is naive.
    """
    here, today = _local(at, zone), _local(now, zone).date()
    with _speaking(language):
        near = _near_day(here, (here.date() - today).days)
        if near:
            return near
        if here.year == today.year:
            # Translators: a Django date format; the same day and hour as "Sunday 15 November, 18:00".
            return date_format(here, pgettext("moment", "l j F, H:i"))
        # Translators: a Django date format; as "Sunday 15 November 2026, 18:00".
        return date_format(here, pgettext("moment with year", "l j F Y, H:i"))


def short_moment(at: datetime, *, zone: tzinfo, now: datetime, language: str | None = None) -> str:
    """Return `at` for a narrow column: "18:00" today, "Sun 18:00" within six days, else "15 Nov" or "15 Nov 2025".

    Raises ValueError if `at` or `now` is naive.
    """
    here, today = _local(at, zone), _local(now, zone).date()
    distance = (here.date() - today).days
    with _speaking(language):
        if distance == 0:
            return date_format(here, "H:i")
        if abs(distance) <= 6:
            return _("%(weekday)s %(time)s") % {"weekday": short_weekday(here), "time": date_format(here, "H:i")}
        if here.year == today.year:
            return date_format(here, pgettext("short date", "j M"))
        return date_format(here, pgettext("short date with year", "j M Y"))


def day(at: datetime, *, zone: tzinfo, now: datetime, language: str | None = None) -> str:
    """Return the date of `at` in `zone` without its hour: "today", "yesterday", "Thu 12 Nov", "Thu 12 Nov 2025".

    Raises ValueError if `at` or `now` is naive.
    """
    here, today = _local(at, zone), _local(now, zone).date()
    with _speaking(language):
        named = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get((here.date() - today).days)
        if named:
            return named
        if here.year == today.year:
            date = date_format(here, pgettext("short date", "j M"))
        else:
            date = date_format(here, pgettext("short date with year", "j M Y"))
        return _("%(weekday)s %(date)s") % {"weekday": short_weekday(here), "date": date}


def clock(at: datetime, *, zone: tzinfo, now: datetime, language: str | None = None) -> str:
    """Return the hour of `at` in `zone`, where its day is already said: "18:00"; the same in every language.

    `now` and `language` are taken as by the others and change nothing. Raises ValueError if `at` is naive.
    """
    del now, language
    here = _local(at, zone)
    return f"{here.hour:02}:{here.minute:02}"


def exact(at: datetime, zone: tzinfo) -> str:
    """Return the instant itself, the same in every language: "2026-11-15 18:00:00 UTC+02:00 (Asia/Jerusalem)".

    Raises ValueError if `at` is naive.
    """
    here = _local(at, zone).isoformat(" ", "seconds")
    return f"{here[:19]} UTC{here[19:25]} ({zone})"


def lateness(due: datetime, now: datetime) -> str:
    """Return how late it is, "41 min late", or "" while it is not late. Active language."""
    if now <= due:
        return ""
    return _("%(duration)s late") % {"duration": duration(now - due)}


def ahead(due: datetime, now: datetime) -> str:
    """Return how far off it is, "in 2 h", or "" when it has come. Active language."""
    if due <= now:
        return ""
    return _("in %(duration)s") % {"duration": duration(due - now)}


def ago(at: datetime, now: datetime) -> str:
    """Return how long it has been, "3 days ago"; "just now" under a minute. Active language."""
    if now - at < MINUTE:
        return _("just now")
    return _("%(duration)s ago") % {"duration": duration(now - at)}


def duration(length: timedelta) -> str:
    """Return a length of time with its unit, rounded down: "14 min", "2 h 5 min", "3 days", "5 weeks".

    A negative length is said as its opposite. Active language.
    """
    length = abs(length)
    if length < MINUTE:
        return _("less than a minute")
    if length < HOUR:
        return _minutes(length // MINUTE)
    if length < DAY:
        return _hours_and_minutes(length)
    days = length // DAY
    if days < DAYS_BEFORE_WEEKS:
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    if days // 7 < WEEKS_BEFORE_MONTHS:
        return ngettext("%(count)d week", "%(count)d weeks", days // 7) % {"count": days // 7}
    months = days // 30
    return ngettext("%(count)d month", "%(count)d months", months) % {"count": months}


def short_weekday(at: datetime) -> str:
    """Return the weekday in two to six letters, in the active language; `at` is already in the reader's zone."""
    return (
        pgettext("short weekday", "Mon"),
        pgettext("short weekday", "Tue"),
        pgettext("short weekday", "Wed"),
        pgettext("short weekday", "Thu"),
        pgettext("short weekday", "Fri"),
        pgettext("short weekday", "Sat"),
        pgettext("short weekday", "Sun"),
    )[at.weekday()]


def _near_day(here: datetime, distance: int) -> str:
    time = {"time": date_format(here, "H:i")}
    if distance == 0:
        return _("today %(time)s") % time
    if distance == 1:
        return _("tomorrow %(time)s") % time
    if distance == -1:
        return _("yesterday %(time)s") % time
    return ""


def _hours_and_minutes(length: timedelta) -> str:
    hours, minutes = length // HOUR, (length % HOUR) // MINUTE
    said = ngettext("%(count)d h", "%(count)d h", hours) % {"count": hours}
    if minutes and hours < HOURS_WITH_MINUTES:
        return _("%(hours)s %(minutes)s") % {"hours": said, "minutes": _minutes(minutes)}
    return said


def _minutes(count: int) -> str:
    return ngettext("%(count)d min", "%(count)d min", count) % {"count": count}


def _local(at: datetime, zone: tzinfo) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return at.astimezone(zone)


def _speaking(language: str | None) -> translation.override:
    return translation.override(language or translation.get_language())

"""Choosing the way to reach a company that is best tried first, for a purpose, a language and a moment, with the reason.

For the rooms above:

    ways(company, *, purpose, at, language="") -> list[Way]           the best first; empty when none is known
    people_at(company, *, level="") -> list[Executive]                who answers there by name
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.directory.family import family, root_of
from amana.directory.models import Executive, Point
from amana.directory.models.facts import CONFIDENCE
from amana.kit.working_time import next_opening
from amana.people.models import Company

MOST = 60
# What serves a purpose when nothing is there for it alone; privacy and sales answer nothing else.
_NEXT_BEST = {
    Point.SERVICE: (Point.SERVICE, Point.COMPLAINTS, Point.BILLING, Point.TECHNICAL),
    Point.COMPLAINTS: (Point.COMPLAINTS, Point.SERVICE),
    Point.CANCEL: (Point.CANCEL, Point.SERVICE, Point.COMPLAINTS),
    Point.TECHNICAL: (Point.TECHNICAL, Point.SERVICE),
    Point.BILLING: (Point.BILLING, Point.SERVICE),
    Point.PRIVACY: (Point.PRIVACY, Point.SERVICE),
    Point.ACCESS: (Point.ACCESS, Point.SERVICE),
    Point.SALES: (Point.SALES, Point.SERVICE),
}
# Written ways leave a paper and come first; a social network is read by everybody and comes last.
_ORDER = (Point.MAIL, Point.FORM, Point.CHAT, Point.MESSENGER, Point.PHONE, Point.ADDRESS, Point.SOCIAL)
_PURPOSES = [one for one, _label in Point.PURPOSES if one != Point.PRIVACY] + [Point.PRIVACY]
_TRUST = {name: place for place, (name, _label) in enumerate(CONFIDENCE)}


@dataclass(frozen=True)
class Way:
    """One way to reach a company: the contact point, why it is tried in this place, and whether somebody answers now."""

    point: Point
    reason: str
    is_open: bool | None  # None when the hours are not known
    opens_at: datetime | None = None

    @property
    def link(self) -> str:
        """What a click on it opens; empty for a postal address."""
        if self.point.kind == Point.PHONE:
            return f"tel:{self.point.same}"
        if self.point.kind == Point.MAIL:
            return f"mailto:{self.point.value}"
        return self.point.value if self.point.value.startswith(("https://", "http://")) else ""


def ways(company: Company, *, purpose: str = Point.SERVICE, at: datetime, language: str = "") -> list[Way]:
    """Return the ways to reach a company in the order they are best tried, each with the reason in the language in force.

    First those for this purpose, then those that serve it; written ways before spoken; in the reader's language; the
    surer fact first. Privacy addresses come for privacy alone. Not more than sixty.
    """
    serving = _NEXT_BEST.get(purpose, _NEXT_BEST[Point.SERVICE])
    rows = Point.objects.filter(company__in=family(root_of(company)), purpose__in=serving)
    seen: dict[tuple[str, str], Point] = {}
    for row in sorted(rows[:500], key=lambda row: _rank(row, serving, language)):
        seen.setdefault((row.kind, row.same), row)
    return [way(row, purpose=purpose, at=at) for row in list(seen.values())[:MOST]]


def by_purpose(company: Company, *, at: datetime, language: str = "") -> list[tuple[str, list[Way]]]:
    """Return all ways to reach a company by what they are for, customer service first and privacy last."""
    rows = list(Point.objects.filter(company__in=family(root_of(company)))[:500])
    found = []
    for purpose in _PURPOSES:
        own = sorted((row for row in rows if row.purpose == purpose), key=lambda row: _rank(row, (purpose,), language))
        once = list({(row.kind, row.same): row for row in reversed(own)}.values())[::-1]
        if once:
            found.append((purpose, [way(row, purpose=purpose, at=at) for row in once[:MOST]]))
    return found


def people_at(company: Company, *, level: str = "") -> QuerySet[Executive]:
    """Return who answers for a company by name, executives before heads of service; at most fifty."""
    rows = Executive.objects.filter(company__in=family(root_of(company)))
    return (rows.filter(level=level) if level else rows).order_by("level", "name")[:50]


def way(row: Point, *, purpose: str, at: datetime) -> Way:
    """Return one contact point with what can be said of it now."""
    is_open = opens_at = None
    if row.week is not None:
        try:
            is_open = row.week.is_open(at)
            opens_at = None if is_open else next_opening(at, row.week)
        except ValueError:
            is_open = None
    return Way(row, _reason(row, purpose), is_open, opens_at)


def _rank(row: Point, serving: tuple[str, ...], language: str) -> tuple[int, bool, int, int, str]:
    is_other_language = bool(row.language and language) and row.language != language
    return serving.index(row.purpose), is_other_language, _ORDER.index(row.kind), _TRUST[row.confidence], row.value


def _reason(row: Point, purpose: str) -> str:
    said = [_purpose_said(row, purpose), _paper(row.kind), _checked(row)]
    return " ".join(one for one in said if one)


def _purpose_said(row: Point, purpose: str) -> str:
    if row.purpose == purpose:
        return _("It is there for this: %(purpose)s.") % {"purpose": row.get_purpose_display()}
    return _("Nothing is known for this alone; this is for: %(purpose)s.") % {"purpose": row.get_purpose_display()}


def _paper(kind: str) -> str:
    return {
        Point.MAIL: _("What is written there stays written."),
        Point.FORM: _("Keep a copy of what you write: a form keeps none for you."),
        Point.PHONE: _("Ask for a name and a reference, and confirm it in writing."),
        Point.ADDRESS: _("By registered post there is proof that it came."),
        Point.CHAT: _("Save the chat before it is closed."),
    }.get(kind, "")


def _checked(row: Point) -> str:
    if row.checked_on is not None:
        return _("Checked on %(day)s.") % {"day": date_format(row.checked_on, "DATE_FORMAT")}
    return _("Not checked since it was brought in.") if row.run_id else ""


def open_said(way: Way) -> str:
    """Return whether somebody answers now, as a sentence; empty when the hours are not known. Times in the zone in force."""
    if way.is_open is None:
        return ""
    if way.is_open:
        return _("Open now.")
    if way.opens_at is None:
        return _("Closed now.")
    local = timezone.localtime(way.opens_at)
    said = {"day": date_format(local, "l"), "time": time_format(local, "H:i")}
    return _("Closed now; opens %(day)s at %(time)s.") % said


def wait_said(minutes: int | None, waits: int = 0) -> str:
    """Return how long people usually wait, as a sentence; empty when it is not known."""
    if minutes is None:
        return ""
    said = ngettext("People usually wait %(count)s minute.", "People usually wait %(count)s minutes.", minutes) % {
        "count": minutes
    }
    if waits:
        said += " " + ngettext("This rests on %(count)s wait.", "This rests on %(count)s waits.", waits) % {
            "count": waits
        }
    return said

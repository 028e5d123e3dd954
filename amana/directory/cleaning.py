"""Checking what people type about a company, before it becomes a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from amana.directory.errors import Refused
from amana.directory.hours import BadHours, week_in
from amana.directory.importing.records import country_of, is_mail, point, text_of
from amana.directory.models import CONFIDENCE, Executive, Name, Point, Profile
from amana.directory.naming import domain_in, folded
from amana.directory.pointing import safe_link, same
from amana.directory.providers import is_private
from amana.directory.sectors import SECTORS
from amana.kit.working_time import local_zone

Typed = Mapping[str, str]
Values = dict[str, Any]  # Any: what the columns of a row hold
EARLIEST = date(1990, 1, 1)
MOST_WAIT = 600


def cleaned(thing: str, typed: Typed, *, country: str = "", zone: str = "", today: date) -> Values:
    """Return the columns of a row from what was typed. Raises Refused with the first thing that is wrong."""
    values = _CLEANERS[thing](typed, country, zone)
    return values | _origin(typed, today)


def _origin(typed: Typed, today: date) -> Values:
    return {
        "source": text_of(typed.get("source", ""), 300),
        "checked_on": _day(typed.get("checked_on", ""), today),
        "confidence": _among(typed.get("confidence", "") or "unverified", CONFIDENCE),
    }


def _profile(typed: Typed, _country: str, _zone: str) -> Values:
    country, zone, site = (
        text_of(typed.get("country", "")),
        text_of(typed.get("zone", "")),
        text_of(typed.get("site", ""), 300),
    )
    if country and not country_of(country):
        raise Refused(_("Write the country in two letters, such as IL, GB or US."))
    if site and not safe_link(site):
        raise Refused(_("Write the address of the site as https://…"))
    if zone:
        try:
            local_zone(zone)
        except ValueError:
            raise Refused(_("Write the time zone as Asia/Jerusalem or Europe/London.")) from None
    return {
        "kind": _among(typed.get("kind", "") or Profile.COMPANY, Profile.KINDS),
        "sector": _among(typed.get("sector", ""), [("", ""), *SECTORS]),
        "country": country_of(country), "site": safe_link(site), "zone": zone,
    }  # fmt: skip


def _name(typed: Typed, _country: str, _zone: str) -> Values:
    kind, text = _among(typed.get("kind", "") or Name.ALIAS, Name.KINDS), text_of(typed.get("text", ""))
    own = domain_in(text) if kind == Name.DOMAIN else folded(text)
    if kind == Name.DOMAIN and not own:
        raise Refused(_("Write the domain as company.example."))
    if not own:
        raise Refused(_("Write the name."))
    return {"kind": kind, "text": own if kind == Name.DOMAIN else text, "folded": own}


def _point(typed: Typed, country: str, zone: str) -> Values:
    kind = _among(typed.get("kind", ""), Point.KINDS)
    found = point(kind, typed.get("value", ""))
    if found is None:
        raise Refused(_wrong(kind))
    try:
        week = week_in(typed.get("hours", ""), country=country, zone=zone)
    except BadHours:
        raise Refused(_("Write the hours as Sun-Thu 08:00-20:00; Fri 08:00-13:00.")) from None
    return {
        "kind": kind, "value": found.value, "same": same(kind, found.value, country),
        "purpose": _among(typed.get("purpose", "") or Point.SERVICE, Point.PURPOSES),
        "label": text_of(typed.get("label", ""), 300), "language": text_of(typed.get("language", ""), 8),
        "hours": week.to_json() if week else {}, "to_human": text_of(typed.get("to_human", "")),
        "usual_wait": _minutes(typed.get("usual_wait", "")),
    }  # fmt: skip


def _executive(typed: Typed, _country: str, _zone: str) -> Values:
    name, mail = text_of(typed.get("name", "")), text_of(typed.get("mail", ""), 254).lower().removeprefix("mailto:")
    if not folded(name):
        raise Refused(_("Write the name of the person."))
    if mail and not is_mail(mail):
        raise Refused(_("Write the mail address as it was published."))
    if mail and is_private(domain_in(mail)):
        raise Refused(_("This is a private mailbox. Only business addresses that were published are kept here."))
    if not text_of(typed.get("source", "")):
        raise Refused(_("Write where this is published: a page, a report, a newspaper, with its date."))
    return {
        "name": name, "role": text_of(typed.get("role", "")), "mail": mail,
        "level": _among(typed.get("level", "") or Executive.EXECUTIVE, Executive.LEVELS),
    }  # fmt: skip


def _tip(typed: Typed, _country: str, _zone: str) -> Values:
    text = text_of(typed.get("text", ""), 1000)
    if not text:
        raise Refused(_("Write what you learned."))
    return {"text": text}


_CLEANERS: dict[str, Callable[[Typed, str, str], Values]] = {
    "profile": _profile, "name": _name, "point": _point, "executive": _executive, "tip": _tip,
}  # fmt: skip


def _wrong(kind: str) -> str:
    return {
        Point.PHONE: _("Write the telephone with digits alone, such as +972 3 123 4567 or *2700."),
        Point.MAIL: _("Write the mail address as service@company.example."),
        Point.FORM: _("Write the address of the page as https://…"),
        Point.CHAT: _("Write the address of the page as https://…"),
        Point.SOCIAL: _("Write the address of the page as https://…"),
    }.get(kind, _("Write the number or address."))


def _among(value: str, choices: Any) -> str:  # Any: pairs of value and label
    if value not in {one for one, _label in choices}:
        raise Refused(_("Choose one of those that are offered."))
    return value


def _day(text: str, today: date) -> date | None:
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise Refused(_("Write the day as 2026-11-22.")) from None
    if not EARLIEST <= day <= today:
        raise Refused(_("The day it was checked cannot lie in the future."))
    return day


def _minutes(text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isdecimal() and len(text) < 5 and int(text) <= MOST_WAIT):
        raise Refused(_("Write the wait in whole minutes."))
    return int(text)

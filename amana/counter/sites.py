"""The pages of a brand's own sites on which its form and conversation stand: which they are, and when somebody is there."""

from __future__ import annotations

import ipaddress
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import COMPANY, Case
from amana.counter.models import Widget, WritingForm
from amana.handling.talking.calling_back import free_times
from amana.kit.working_time import next_opening
from amana.record.appending import SYSTEM, Line, append
from amana.record.reading import entries
from amana.team.models import Agent, Brand
from amana.team.viewing import Viewer
from amana.wording.times import moment

MOST_ORIGINS = 20
LONGEST_PAGE = 300
LONGEST_NUMBER = 24
FEWEST_DIGITS, MOST_DIGITS = 5, 15
# By which of the two a case came.
FORM, CHAT = "form", "chat"


# ── which pages ──────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Wanted:
    """How the widget of a brand is to be. Without a site it is taken off."""

    sites: Sequence[str]
    has_chat: bool = True
    offers_calls: bool = True


@transaction.atomic
def set_widget(brand: Brand, wanted: Wanted, *, by: Viewer, at: datetime) -> None:
    """Let the widget of a brand stand on these sites and on no other; twice changes nothing. Raises Refused."""
    if by.agent is None or by.agent.role not in Agent.ABOVE_ALL:
        raise Refused(_("Only a manager or an administrator can change this."))
    origins = list(dict.fromkeys(origin_of(site) for site in wanted.sites if site.strip()))
    if len(origins) > MOST_ORIGINS:
        raise Refused(_("At most %(most)s sites.") % {"most": MOST_ORIGINS})
    if not origins:
        Widget.objects.filter(brand=brand).delete()
        return
    if not WritingForm.objects.filter(brand=brand).exists():
        raise Refused(_("Open the page to write to us first: whoever has no JavaScript is led there."))
    said = {"origins": origins, "has_chat": wanted.has_chat, "offers_calls": wanted.offers_calls}
    new = {"by": by.agent, "since": at}
    Widget.objects.update_or_create(brand=brand, defaults=said, create_defaults=said | new)


def origin_of(site: str) -> str:
    """Return a site as browsers name it, "https://shop.example" or with a port. Raises Refused when it is none.

    Without TLS only names of this machine itself are taken, for those who build a site.
    """
    refused = Refused(
        _("Write each site as https://www.example.com, without anything behind it: %(site)s")
        % {"site": site.strip()[:80]}
    )
    try:
        parts = urlsplit(site.strip())
        host, port = (parts.hostname or "").encode("idna").decode().lower(), parts.port
    except ValueError:
        raise refused from None
    bare = parts.path in {"", "/"} and not (parts.query or parts.fragment or parts.username or parts.password)
    is_https = parts.scheme == "https" and "." in host.strip(".")
    if not bare or not host or not (is_https or (parts.scheme == "http" and _is_here(host))):
        raise refused
    host = f"[{host}]" if ":" in host else host
    is_usual = port is None or port == {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{host}" + ("" if is_usual else f":{port}")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def page_on(origin: str, given: str) -> str:
    """Return the address of a page as words, if it is one of this origin, without what may be private behind its path."""
    try:
        parts = urlsplit(given[:2000])
    except ValueError:
        return ""
    if f"{parts.scheme}://{parts.netloc}" != origin:
        return ""
    path = "".join(sign for sign in parts.path if sign.isprintable() and not sign.isspace())
    return f"{origin}{path}"[:LONGEST_PAGE]


@transaction.atomic
def note_page(case: Case, way: str, page: str, *, at: datetime) -> None:
    """Put into the record by which page a case came, once; the caller holds no lock on it yet."""
    key = uuid5(case.key, "came by")
    case = take(case.key)
    if page and key not in entries([key], side=COMPANY):
        append(Line(case.key, "case.came_by", SYSTEM, at, {"way": way, "page": page}, id=key))


# ── when somebody is there ───────────────────────────────────────────────────


@dataclass(frozen=True)
class Presence:
    """Whether somebody of a brand is there now, said in a sentence for whoever looks at its widget."""

    is_there: bool
    sentence: str


def presence(brand: Brand, *, at: datetime) -> Presence:
    """Say whether somebody is there, by the brand's working week and who is not absent; and if nobody is, from when on."""
    week = brand.week.working
    is_there = week.is_open(at) and Agent.objects.present(at).filter(brands=brand).exists()
    if is_there:
        return Presence(True, _("Somebody is here now."))
    opens = next_opening(at if not week.is_open(at) else next(week.shifts_from(at))[1], week)
    words = {"when": moment(opens, zone=ZoneInfo(brand.zone), now=at)}
    return Presence(False, _("Nobody is here now. Somebody is: %(when)s. What you write is kept until then.") % words)


def times_for(brand: Brand, *, at: datetime) -> list[datetime]:
    """Return the half-hours (UTC) in which somebody of a brand can call whoever has no case yet."""
    return free_times(Case(brand=brand, kept_by=COMPANY), at=at)


def number_in(typed: str) -> str:
    """Return a telephone number in plain figures and nothing else. Raises Refused: no words travel in its place."""
    figures = "".join(str(unicodedata.decimal(sign, "")) or sign for sign in typed.strip()[: LONGEST_NUMBER + 1])
    digits = sum(sign.isdigit() for sign in figures)
    allowed = figures.isascii() and set(figures) <= set("0123456789+-() ./") and len(figures) <= LONGEST_NUMBER
    if not allowed or not FEWEST_DIGITS <= digits <= MOST_DIGITS:
        raise Refused(_("Write the number we are to call."))
    return figures


def widget_of(brand: UUID) -> Widget | None:
    """Return the widget of a brand, with what it needs of the brand; None where there is none."""
    rows = Widget.objects.select_related("brand__week", "brand__company")
    return rows.filter(brand=brand, brand__writing_form__isnull=False).first()

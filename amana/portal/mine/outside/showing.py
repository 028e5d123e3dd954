"""What the pages of clocks and rungs show of each rule, clock and office: sentences in the reader's language."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.advocacy.models import Problem
from amana.deadlines.matching import Match
from amana.deadlines.models import Clock, Matter, Office, Rule
from amana.deadlines.running import clocks_of
from amana.deadlines.topics import COUNTRIES, REGIONS, TOPICS
from amana.deadlines.turning_outside import OutsideRung
from amana.directory.sectors import SECTORS
from amana.portal.mine.owning import Kept
from amana.portal.understanding import in_order

Shown = dict[str, Any]
# Where a person's clock is, most likely; asked for all the same.
COUNTRY_OF_ZONE = {
    "Asia/Jerusalem": "IL", "Asia/Tel_Aviv": "IL", "Europe/London": "GB", "Asia/Dubai": "AE", "Asia/Riyadh": "SA",
    "Africa/Cairo": "EG", "Asia/Amman": "JO",
}  # fmt: skip


def said(words: str) -> str:
    """Return words of a rule in the reader's language where the product knows them; those a person wrote as they are."""
    return _(words) if words else ""


def show_clock(clock: Clock, kept: Kept) -> Shown:
    """Return one clock for mine/outside/_clock.html."""
    today = timezone.localtime(kept.at, ZoneInfo(kept.case.zone or "UTC")).date()
    left = (clock.last_on - today).days
    return {
        "clock": clock,
        "title": said(clock.title),
        "what_to_do": said(clock.what_to_do),
        "counts_from": said(clock.counts_from),
        "is_claim": clock.kind == Rule.CLAIM,
        "is_over": clock.ended_at is not None,
        "has_passed": clock.ended_at is None and clock.ends_at <= kept.at,
        "left": _left(left) if clock.ended_at is None and left >= 0 else "",
        "is_near": clock.kind == Rule.CLAIM and clock.ended_at is None and 0 <= left <= 30,
        "end_url": kept.url("own_clock_end", clock.pk),
    }


def _left(days: int) -> str:
    if days == 0:
        return _("today is the last day")
    return ngettext("%(count)d day is left", "%(count)d days are left", days) % {"count": days}


def card(kept: Kept) -> Shown:
    """Return what mine/outside/_card.html needs: the clocks that run, last days to claim first."""
    shown = [show_clock(clock, kept) for clock in clocks_of(kept.case) if clock.ended_at is None]
    return {"clocks": shown[:3], "more": max(0, len(shown) - 3), "url": kept.url("own_clocks")}


def show_match(match: Match, kept: Kept) -> Shown:
    rule = match.rule
    return {
        "rule": rule,
        "title": said(rule.title),
        "what_to_do": said(rule.what_to_do),
        "counts_from": said(rule.counts_from),
        "trap": said(rule.trap),
        "amount": amount_of(rule, match),
        "source": match.source,
        "checked_on": match.checked_on,
        "is_mine": match.check is not None,
        "is_sure": match.is_sure,
        "why": match.why,
        "start_url": kept.url("own_clock_start", rule.pk) if match.is_sure and rule.kind in Rule.CLOCKS else "",
        "check_url": kept.url("own_rule_check", rule.pk),
    }


def amount_of(rule: Rule, match: Match | None = None) -> str:
    """Return the number of a rule with its unit or its currency; "" for one that has none."""
    amount = match.amount if match is not None else rule.amount
    if amount is None:
        return ""
    number = f"{amount:,.2f}".removesuffix(".00")
    return f"{number} {rule.currency or rule.get_unit_display()}"


def show_rung(rung: OutsideRung, kept: Kept) -> Shown:
    return {
        "rung": rung,
        "office": rung.office,
        "kind": str(rung.office.get_kind_display()),
        "says": said(rung.office.says),
        "trap": said(rung.office.trap),
        "fee": said(rung.office.fee),
        "url": kept.url("own_office", rung.office.pk),
    }


def show_adviser(office: Office) -> Shown:
    return {"name": office.name, "says": said(office.says), "reach": office.reach, "source": office.source}


def matter_choices(kept: Kept, matter: Matter | None) -> Shown:
    """Return the form of what a case is about, with what is known or likely chosen already."""
    problem = Problem.objects.filter(case=kept.case).first()
    country = matter.country if matter else COUNTRY_OF_ZONE.get(kept.case.zone, "")
    sector = matter.sector if matter else (problem.sector if problem else "")
    topics = matter.topics if matter else ["complaint"]
    return {
        "countries": _choices(COUNTRIES, [country]),
        "regions": _choices(REGIONS, [matter.region if matter else ""]),
        "sectors": _choices(SECTORS, [sector]),
        "topics": _choices(TOPICS, topics),
    }


def _choices(offered: Any, chosen: list[str]) -> list[Shown]:  # Any: pairs of a code and a lazy name
    return [{"value": code, "label": name, "is_chosen": code in chosen} for code, name in offered]


def day_typed(typed: str, zone: str) -> datetime | None:
    """Return noon of a day typed as 2026-11-15, or as people write it, in a zone; None when it is no such day."""
    try:
        day = datetime.strptime(in_order(typed.strip()[:60])[:10], "%Y-%m-%d")  # noqa: DTZ007  # the zone follows
    except ValueError:
        return None
    return day.replace(hour=12, tzinfo=ZoneInfo(zone or "UTC")) if 1990 <= day.year <= 2200 else None

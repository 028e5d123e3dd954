"""The page of a company: how to reach it now, who answers there, what people learned, and what was changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from amana.cases.errors import Refused
from amana.directory import waiting
from amana.directory.addressing.patterns import candidates_at
from amana.directory.choosing import Way, by_purpose, open_said, people_at, wait_said
from amana.directory.family import family, root_of
from amana.directory.hours import written
from amana.directory.importing.sources import SOURCES
from amana.directory.joining import alike
from amana.directory.listing import list_company
from amana.directory.models import Joined, Name, Point, Profile, Tip
from amana.directory.sectors import SECTORS
from amana.directory.waiting import BestTime, Waited, best_time, log_wait, usual_wait, waits_of
from amana.kit.working_time import WorkingWeek, week_for
from amana.portal.directory.door import Listed, by_company
from amana.portal.directory.recounting import recounted
from amana.portal.mine.owning import Kept, by_owner
from amana.portal.understanding import typed_moment, typed_number
from amana.wording.times import short_moment

Page = dict[str, Any]  # Any: what a template needs
SHOWN_CHANGES, MOST_TIPS = 4, 20


@require_safe
@by_company
def company(request: HttpRequest, listed: Listed) -> HttpResponse:
    """The page of a company."""
    keys = family(listed.company)
    waits = waits_of(listed.company, at=listed.at)
    groups = _groups(listed)
    page = {
        "profile": _profile(listed),
        "names": list(Name.objects.filter(company__in=keys).exclude(company=listed.company, kind=Name.NAME)[:60]),
        "first": groups[0]["ways"][0] if groups and groups[0]["purpose"] != Point.PRIVACY else None,
        "groups": groups,
        "best": _best(listed, waits, groups),
        "usual_wait": wait_said(usual_wait(waits), len(waits)),
        "people": people_at(listed.company),
        "tips": list(Tip.objects.filter(company__in=keys).order_by("-added_at")[:MOST_TIPS]),
        "joined": list(Joined.objects.filter(into=listed.company).select_related("company")[:20]),
        "alike": alike(listed.company),
        "changes": recounted(listed, most=SHOWN_CHANGES),
        "runs": _sources(listed),
        "is_private": listed.profile.private_to_id is not None,
        "may_decide": listed.editor.is_trusted,
    }
    return render(request, "portal/directory/company.html", listed.frame | page)


@require_safe
@by_owner
def of_case(_request: HttpRequest, kept: Kept) -> HttpResponse:
    """The page of the company of an own case, entered for its keeper alone where it is in no list yet."""
    account = kept.keeper.account
    list_company(kept.case.company, by=account, at=kept.at, private_to=account)
    return redirect("portal:company", root_of(kept.case.company).pk)


@require_POST
@by_company
def wait(request: HttpRequest, listed: Listed) -> HttpResponse:
    """POST keeps how long somebody waited (`minutes`, `began_at`, `reached`)."""
    try:
        began_at = typed_moment(request.POST.get("began_at", "")) or listed.at
        if began_at > listed.at or began_at < listed.at - waiting.OLDEST:
            raise Refused(_("Write a moment of the last two years."))
        waited = Waited(began_at, typed_number(request, "minutes"), request.POST.get("reached", "yes") == "yes")
    except Refused as refused:
        page = listed.frame | {"title": _("A wait was not kept"), "sentence": refused.sentence}
        return render(request, "portal/act.html", page, status=422)
    log_wait(listed.company, waited, by=listed.keeper.account)
    return redirect(listed.url() + "#waits")


@require_safe
@by_company
def address(request: HttpRequest, listed: Listed) -> HttpResponse:
    """What the business address of somebody there may be (`name`), with what shows it; nothing is tried or kept."""
    name = typed_name(request)
    page = {"name": name, "candidates": candidates_at(listed.company, name) if name else []}
    return render(request, "portal/directory/address.html", listed.frame | page)


def typed_name(request: HttpRequest) -> str:
    """Return the name in the address of a page, in one line."""
    return " ".join(request.GET.get("name", "")[:200].replace("\0", "").split())


def _profile(listed: Listed) -> Page:
    profile, sectors = listed.profile, dict(SECTORS)
    kind = profile.get_kind_display() if profile.kind != Profile.COMPANY else ""
    words = [kind, str(sectors.get(profile.sector, "")), profile.country]
    return {
        "said": " · ".join(word for word in words if word),
        "site": profile.site if profile.site.startswith(("https://", "http://")) else "",
        "regulator": profile.regulator,
        "zone": profile.zone or week_for(profile.country or None).zone,
    }


def _groups(listed: Listed) -> list[Page]:
    """Return the ways to reach a company by what they are for, customer service first and privacy last."""
    labels = dict(Point.PURPOSES)
    found = by_purpose(listed.company, at=listed.at, language=listed.keeper.account.language)
    return [{"purpose": one, "label": labels[one], "ways": [_way(listed, way) for way in own]} for one, own in found]


def _way(listed: Listed, one: Way) -> Page:
    point = one.point
    return {
        "point": point, "link": one.link, "reason": one.reason, "is_open": one.is_open, "open_said": open_said(one),
        "hours": written(point.week) if point.week else "", "wait_said": wait_said(point.usual_wait),
        "from": _from(point), "url": listed.url("company_row", "point", point.pk),
    }  # fmt: skip


def _from(point: Point) -> str:
    said = [point.source or _("as noted here"), str(point.get_confidence_display())]
    return ", ".join(said)


def _best(listed: Listed, waits: list[Waited], groups: list[Page]) -> str:
    """Say when to call best, and on what that rests; empty when nothing is known."""
    phones = [one["point"] for group in groups for one in group["ways"] if one["point"].kind == Point.PHONE]
    week: WorkingWeek | None = next((one.week for one in phones if one.week is not None), None)
    best = best_time(week, waits, zone=str(_profile(listed)["zone"]), at=listed.at)
    return said_best(best, listed)


def said_best(best: BestTime, listed: Listed) -> str:
    """Return the best time to call as a sentence with its reason, in the reader's zone."""
    if best.at is None:
        return ""
    is_now = best.at - listed.at < timedelta(minutes=1)
    when = _("now") if is_now else short_moment(best.at, zone=timezone.get_current_timezone(), now=listed.at)
    if best.rests_on == "hours":
        said = _("They answer now.") if is_now else _("They answer from %(when)s on.") % {"when": when}
        return said + " " + _("How long one waits is not known yet.")
    said = ngettext(
        "The best time to call is %(when)s: at that hour people waited %(minutes)s min. This rests on %(count)s wait.",
        "The best time to call is %(when)s: at that hour people waited %(minutes)s min. This rests on %(count)s waits.",
        best.waits_then,
    ) % {"when": when, "minutes": best.minutes_then, "count": best.waits_then}
    if best.minutes_otherwise is not None:
        said += " " + _("At other hours they waited %(minutes)s min.") % {"minutes": best.minutes_otherwise}
    return said


def _sources(listed: Listed) -> list[str]:
    """Return whose collections this page rests on, with their licences."""
    run = listed.profile.run
    source = SOURCES.get(run.source) if run else None
    return [f"{source.title} ({source.licence})" if source.licence else source.title] if source else []

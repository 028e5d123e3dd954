"""Looking a company up, and suggesting names while one is typed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from amana.directory.finding import Found, find
from amana.directory.models import Profile
from amana.directory.naming import folded
from amana.directory.sectors import SECTORS
from amana.portal.directory.door import editor_of
from amana.portal.mine.owning import Keeper, by_keeper

SUGGESTED = 8
MOST_BODIES = 60
_SECTORS = dict(SECTORS)


@require_safe
@by_keeper
def companies(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """The page on which a company is looked up; the only one of exactly this name is opened at once."""
    asked = request.GET.get("q", "")[:200].strip()
    found = find(asked, by=keeper.account) if asked else []
    if len(found) == 1 and not found[0].is_alike and folded(asked) in {folded(found[0].name), folded(found[0].by_name)}:
        return redirect("portal:company", found[0].key)
    page = {
        "asked": asked,
        "found": [shown(one) for one in found],
        "is_alike": bool(found) and found[0].is_alike,
        "may_import": editor_of(keeper).is_trusted,
    }
    return render(request, "portal/directory/companies.html", keeper.frame | page)


@require_safe
@by_keeper
def suggested(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """Names for a field in which a company is typed (`q` or `company`), as the options of a datalist."""
    asked = (request.GET.get("q") or request.GET.get("company") or "")[:200]
    found = find(asked, by=keeper.account, most=SUGGESTED) if asked.strip() else []
    return render(request, "portal/directory/_suggested.html", {"found": [shown(one) for one in found]})


@require_safe
@by_keeper
def bodies(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """Regulators and ombudsmen, by country."""
    rows = Profile.objects.visible_to(keeper.account).exclude(kind=Profile.COMPANY).filter(company__joined=None)
    country = request.GET.get("country", "").upper()[:2]
    rows = rows.filter(country=country) if country else rows
    rows = rows.select_related("company").order_by("kind", "country", "company__name")[:MOST_BODIES]
    listed = [
        {"key": row.company_id, "name": row.company.name, "said": _said(row.kind, row.sector, row.country)}
        for row in rows
    ]
    return render(request, "portal/directory/bodies.html", keeper.frame | {"bodies": listed, "country": country})


def shown(one: Found) -> dict[str, object]:
    """Return a company that was found as a line of a list."""
    return {"key": one.key, "name": one.name, "also": one.also, "said": _said(one.kind, one.sector, one.country)}


def _said(kind: str, sector: str, country: str) -> str:
    body = dict(Profile.KINDS)[kind] if kind != Profile.COMPANY else ""
    return " · ".join(str(word) for word in (body, _SECTORS.get(sector, ""), country) if word)

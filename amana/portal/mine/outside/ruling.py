"""The rules of this installation: all of them with their source, and putting one right where it is one's own machine."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amana.cases.errors import Refused
from amana.deadlines.checking import CHANGEABLE, change, may_edit, remove
from amana.deadlines.models import Rule
from amana.deadlines.seeding import seed_once
from amana.deadlines.topics import COUNTRIES
from amana.portal.mine.outside.showing import amount_of, said
from amana.portal.mine.owning import Keeper, by_keeper, not_yours
from amana.portal.understanding import typed_text

MOST = 500
LONGEST = {"what_to_do": 2000, "trap": 2000}


@require_safe
@by_keeper
def rules(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """Every rule there is, by country."""
    seed_once()
    names = dict(COUNTRIES) | {"EU": _("European Union")}
    countries: dict[str, list[dict[str, Any]]] = {}
    for rule in Rule.objects.order_by("key")[:MOST]:
        for code in rule.countries or [""]:
            countries.setdefault(str(names.get(code, code)), []).append(_shown(rule, keeper))
    page = {"countries": countries.items(), "may_edit": may_edit(keeper.account), "back_url": reverse("portal:mine")}
    return render(request, "mine/outside/rules.html", keeper.frame | page)


def _shown(rule: Rule, keeper: Keeper) -> dict[str, Any]:
    return {
        "rule": rule, "title": said(rule.title), "amount": amount_of(rule), "trap": said(rule.trap),
        "is_fresh": rule.is_fresh(keeper.at.date()), "url": reverse("portal:mine_rule", args=[rule.pk]),
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@by_keeper
def rule(request: HttpRequest, keeper: Keeper, key: UUID) -> HttpResponse:
    """POST puts a rule right, or takes it out (`act` = remove); 404 for whoever may not."""
    row = Rule.objects.filter(pk=key).first()
    if row is None or not may_edit(keeper.account):
        return not_yours(request, keeper)
    typed = {
        name: typed_text(request, name, most=LONGEST.get(name, 500)) for name in CHANGEABLE if name in request.POST
    }
    page = keeper.frame | {
        "rule": row, "confidences": Rule.CONFIDENCE, "back_url": reverse("portal:mine_rules"), "action": request.path,
        "typed": {name: _plain(getattr(row, name)) for name in CHANGEABLE} | typed,
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "mine/outside/rule.html", page)
    try:
        if request.POST.get("act") == "remove":
            remove(row, by=keeper.account, at=keeper.at)
        else:
            change(row, typed, by=keeper.account, at=keeper.at)
    except Refused as refused:
        return render(request, "mine/outside/rule.html", page | {"error": refused.sentence}, status=422)
    messages.success(request, _("Saved."))
    return redirect("portal:mine_rules")


def _plain(value: Any) -> str:  # Any: a field of a rule
    return "" if value is None else str(value).removesuffix(".00")

"""The plan of the next contact: proposed from the file, changed by its keeper, taken into the call."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.advocacy.jotting import jot, jotted, let_go
from amana.advocacy.models import Jotting, Plan
from amana.advocacy.phoning import dial
from amana.advocacy.planning import LONGEST, Draft, keep_plan, plan_of, propose
from amana.cases.errors import Refused
from amana.portal.mine.owning import Kept, by_owner
from amana.portal.understanding import typed_text

NAMES = [field.name for field in fields(Draft) if field.name != "because"]


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def plan(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST keeps the plan (`act` = save), keeps it and dials (call), or keeps what is typed so far (keep); `?new` proposes another."""
    standing = None if "new" in request.GET else plan_of(kept.case)
    if request.method != "POST":
        return render(request, "mine/planning/plan.html", _begun(kept, standing, is_new="new" in request.GET))
    typed = Draft(**{name: typed_text(request, name, most=LONGEST) for name in NAMES})
    act = request.POST.get("act", "")
    if act == "keep":
        return _jot(kept, standing, typed)
    try:
        keep_plan(kept.case, typed, by=kept.viewer, at=kept.at)
        let_go(kept.case, Jotting.PLAN)
        if act == "call":
            dial(kept.case, at=kept.at)
            return redirect(kept.url("own_call"))
    except Refused as refused:
        page = _page(kept, typed, is_kept=standing is not None) | {"error": refused.sentence}
        return render(request, "mine/planning/plan.html", page, status=422)
    messages.success(request, _("The plan is kept, for your eyes alone."))
    return redirect(kept.url("own_plan"))


def _begun(kept: Kept, standing: Plan | None, *, is_new: bool) -> dict[str, Any]:
    """Return the page as it is opened: with what was typed and not sent, else the plan that stands, else one proposed."""
    typed = {} if is_new else jotted(kept.case, Jotting.PLAN)
    if typed:
        shown = Draft(**{name: typed.get(name, "") for name in NAMES})
    else:
        shown = _shown(standing) if standing else propose(kept.case, at=kept.at)
    return _page(kept, shown, is_kept=standing is not None) | {"is_typed": bool(typed)}


def _jot(kept: Kept, standing: Plan | None, typed: Draft) -> HttpResponse:
    """Keep what is typed; what says the same as the plan that stands is no more than that."""
    if standing is not None and _shown(standing) == typed:
        let_go(kept.case, Jotting.PLAN)
    else:
        jot(kept.case, Jotting.PLAN, {name: getattr(typed, name) for name in NAMES}, at=kept.at)
    return HttpResponse(status=204)


def _shown(plan: Plan) -> Draft:
    return Draft(**{name: getattr(plan, name) for name in NAMES})


def _page(kept: Kept, shown: Draft, *, is_kept: bool) -> dict[str, Any]:
    return kept.frame | {"plan": shown, "is_kept": is_kept, "company_name": kept.case.company.name, "is_open": kept.case.is_open,
                         "new_url": f"{kept.url('own_plan')}?new"}  # fmt: skip

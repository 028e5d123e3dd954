"""The list of one's own cases: what fell due first, then each with its next step."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from amana.advocacy.ending.checking_up import due_in
from amana.advocacy.models import CheckUp, PhoneCall
from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.portal.mine.owning import Keeper, by_keeper, is_open
from amana.portal.promising import state_of
from amana.team.viewing import owner

MOST = 200


@require_safe
def own_cases(request: HttpRequest) -> HttpResponse:
    """The list of one's own cases; on one's own machine, whoever has no account yet begins with one."""
    if not request.user.is_authenticated and is_open():
        return redirect("portal:mine_start")
    return _listed(request)


@by_keeper
def _listed(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    cases: list[Case] = []
    if keeper.person is not None:
        rows = Case.objects.visible_to(owner(keeper.person)).select_related("company")
        cases = list(rows.order_by("-state", "next_due_at", "-last_word_at")[:MOST])
    steps = Commitment.objects.filter(pk__in=[case.next_commitment for case in cases if case.next_commitment])
    known = {row.pk: row for row in steps.select_related("owner_agent__account", "owner_person", "owner_company")}
    looks = due_in([case.key for case in cases], at=keeper.at)
    calls = {row.case_id for row in PhoneCall.objects.filter(case__in=cases, ended_at=None).only("case")}
    shown = [_row(case, known.get(case.next_commitment) if case.next_commitment else None, looks.get(case.key), keeper)
             for case in cases]  # fmt: skip
    page = {
        "fallen_due": [row for row in shown if row["is_due"]],
        "cases": [row for row in shown if not row["is_due"]],
        "on_call": [row for row in shown if row["case"].key in calls],
        "is_own_machine": is_open(),
    }
    return render(request, "mine/list.html", keeper.frame | page)


def _row(case: Case, step: Commitment | None, look: CheckUp | None, keeper: Keeper) -> dict[str, Any]:
    return {
        "case": case,
        "what": step.action if step else "",
        "who_name": step.owner_name if step else "",
        "due_at": step.due_at if step else None,
        "state": state_of(step, offer=None, at=keeper.at) if step else "released",
        "look": look,
        "look_url": reverse("portal:own_check_up", args=[case.number, look.pk]) if look else "",
        "is_due": look is not None or (step is not None and step.is_late(keeper.at)),
        "call_url": reverse("portal:own_call", args=[case.number]),
    }

"""The lists among the guided questions: what it cost, what one holds, who is on which side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from amana.advocacy.defining import kept_problem, problem_of
from amana.advocacy.jotting import jot, jotted, let_go
from amana.advocacy.models import CaseCompany, Claimant, Cost, Jotting, Paper, Problem
from amana.advocacy.problem.checklists import SECTORS, checklist, paper_name
from amana.advocacy.problem.collecting import OWN, drop_paper, file_of, keep_papers, papers_of, tick
from amana.advocacy.problem.costing import (
    CURRENCIES,
    add_cost,
    amount_typed,
    costs_of,
    drop_cost,
    minutes_typed,
    totals_of,
    usual_currency,
)
from amana.advocacy.questioning import after, question_named
from amana.advocacy.siding import (
    ROLES,
    add_claimant,
    add_company,
    claimants_of,
    claimed,
    companies_of,
    drop_claimant,
    drop_company,
    set_account,
)
from amana.cases.errors import Refused
from amana.portal.keeping import PLAIN_TYPES, as_download
from amana.portal.mine.owning import Kept, by_owner, not_yours
from amana.portal.mine.problem.framing import page_of_question
from amana.portal.understanding import typed_text
from amana.portal.writing import files_of
from amana.post.storing import Damaged, fetch


def costs_page(kept: Kept, problem: Problem) -> dict[str, Any]:
    """Return what mine/problem/_costs.html needs."""
    del problem
    rows = [{"cost": row, "drop_url": kept.url("own_cost", row.pk)} for row in costs_of(kept.case)]
    return {"costs": rows, "totals": totals_of(kept.case), "cost_url": kept.url("own_costs"), "kinds": Cost.KINDS,
            "currencies": CURRENCIES, "currency": usual_currency(kept.case.zone),
            "typed": jotted(kept.case, Jotting.COST)}  # fmt: skip


def papers_page(kept: Kept, problem: Problem) -> dict[str, Any]:
    """Return what mine/problem/_papers.html needs."""
    papers = papers_of(kept.case)
    ticked = {row.code: row.state for row in papers if row.file is None}
    files = [{"paper": row, "name": paper_name(row.code, row.name), "url": kept.url("own_paper_file", row.pk),
              "drop_url": kept.url("own_paper", row.pk)} for row in papers if row.file]  # fmt: skip
    lines = [{"code": code, "name": name, "state": ticked.get(code, "")} for code, name in checklist(problem.sector)]
    return {"papers": files, "checklist": lines, "states": Paper.STATES, "paper_url": kept.url("own_papers"),
            "account": companies_of(kept.case)[0].account, "sectors": SECTORS, "sector": problem.sector}  # fmt: skip


def sides_page(kept: Kept, problem: Problem) -> dict[str, Any]:
    """Return what mine/problem/_sides.html needs."""
    del problem
    companies = companies_of(kept.case)
    claimants = claimants_of(kept.case)
    return {
        "companies": [{"row": row, "drop_url": kept.url("own_company", row.pk) if row.position else ""} for row in companies],
        "claimants": [{"row": row, "drop_url": kept.url("own_claimant", row.pk)} for row in claimants],
        "claimed": claimed(claimants), "roles": ROLES, "side_url": kept.url("own_sides"), "currencies": CURRENCIES,
        "currency": usual_currency(kept.case.zone), "keeper_name": "" if claimants else kept.case.customer.name,
    }  # fmt: skip


Page = Callable[[Kept, Problem], dict[str, Any]]


def _done(request: HttpRequest, kept: Kept, name: str, page: Page, do: Callable[[], object]) -> HttpResponse:
    """Do it and go back to the question; what cannot be done is said there, with what was typed."""
    try:
        do()
    except Refused as refused:
        problem, question = problem_of(kept.case), question_named(name)
        assert question is not None
        action = kept.url("own_question", name)
        shown = page_of_question(kept.keeper, question, {}, kept, action=action, problem=problem) | page(kept, problem)
        typed = {field: words[:500] for field, words in request.POST.items() if isinstance(words, str)}
        return render(
            request, "mine/problem/question.html", shown | {"error": refused.sentence, "typed": typed}, status=422
        )
    return redirect(kept.url("own_question", after(name) if request.POST.get("act") == "next" else name))


@require_POST
@by_owner
def costs(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST adds a cost: `sort` money, time or standstill, with an amount or hours; going on (`act` = next) needs none.

    What is typed so far is kept (`act` = keep).
    """
    if request.POST.get("act") == "keep":
        typed = {name: typed_text(request, name, most=200) for name in ("sort", "amount", "currency", "what")}
        jot(kept.case, Jotting.COST, typed, at=kept.at)
        return HttpResponse(status=204)

    def do() -> None:
        if request.POST.get("act") == "next" and not request.POST.get("amount", "").strip():
            return
        add_cost(
            kept.case, request.POST.get("sort", ""), what=typed_text(request, "what", most=200),
            amount=amount_typed(request.POST.get("amount", "")) if request.POST.get("sort") == Cost.MONEY else None,
            currency=request.POST.get("currency", ""), by=kept.viewer, at=kept.at,
            minutes=0 if request.POST.get("sort") == Cost.MONEY else minutes_typed(request.POST.get("amount", "")),
        )  # fmt: skip
        let_go(kept.case, Jotting.COST)

    return _done(request, kept, "costs", costs_page, do)


@require_POST
@by_owner
def cost(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """POST takes a cost off the list."""
    row = Cost.objects.filter(pk=key, case=kept.case).first()
    if row is None:
        return not_yours(request, kept.keeper)
    return _done(request, kept, "costs", costs_page, lambda: drop_cost(row, by=kept.viewer, at=kept.at))


@require_POST
@by_owner
def papers(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST keeps the account number, the ticks of the checklist and the files that came with them."""

    def do() -> None:
        problem = kept_problem(kept.case, at=kept.at)
        sector = request.POST.get("sector", problem.sector)
        if sector != problem.sector and sector in dict(SECTORS):
            problem.sector = sector
            problem.save(update_fields=["sector"])
        if "account" in request.POST:
            set_account(kept.case, typed_text(request, "account", most=100))
        for code, _name in checklist(problem.sector):
            if f"state-{code}" in request.POST:
                tick(kept.case, code, request.POST[f"state-{code}"], sector=problem.sector, at=kept.at)
        if found := files_of(request):
            name = typed_text(request, "name", most=200)
            keep_papers(kept.case, found, code=OWN, name=name, by=kept.viewer, at=kept.at)

    return _done(request, kept, "papers", papers_page, do)


@require_POST
@by_owner
def paper(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """POST takes a document off the list."""
    row = Paper.objects.filter(pk=key, case=kept.case).first()
    if row is None:
        return not_yours(request, kept.keeper)
    return _done(request, kept, "papers", papers_page, lambda: drop_paper(row))


@require_safe
@by_owner
def paper_file(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """Answer the file of a document, to be saved."""
    row = Paper.objects.filter(pk=key, case=kept.case).first()
    found = file_of(row) if row is not None else None
    if found is None:
        return not_yours(request, kept.keeper)
    try:
        content = fetch(found.key, sha256=found.sha256)
    except Damaged:
        return not_yours(request, kept.keeper)
    return as_download(content, found.name, found.type if PLAIN_TYPES.match(found.type) else "application/octet-stream")


@require_POST
@by_owner
def sides(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST adds a company with its part, or (`who` = claimant) somebody with the same claim."""

    def do() -> None:
        name = typed_text(request, "name", most=200)
        if request.POST.get("who") == "claimant":
            amount = amount_typed(request.POST.get("amount", ""))
            currency = request.POST.get("currency", "")
            add_claimant(kept.case, name, amount=amount, currency=currency if currency in CURRENCIES else "", by=kept.viewer,
                         at=kept.at)  # fmt: skip
        else:
            account = typed_text(request, "account", most=100)
            add_company(kept.case, name, request.POST.get("role", ""), account=account, by=kept.viewer, at=kept.at)

    return _done(request, kept, "sides", sides_page, do)


@require_POST
@by_owner
def company(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """POST takes a company out of the case."""
    row = CaseCompany.objects.select_related("company").filter(pk=key, case=kept.case).first()
    if row is None:
        return not_yours(request, kept.keeper)
    return _done(request, kept, "sides", sides_page, lambda: drop_company(row, by=kept.viewer, at=kept.at))


@require_POST
@by_owner
def claimant(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """POST takes somebody's claim out of the case."""
    row = Claimant.objects.filter(pk=key, case=kept.case).first()
    if row is None:
        return not_yours(request, kept.keeper)
    return _done(request, kept, "sides", sides_page, lambda: drop_claimant(row, by=kept.viewer, at=kept.at))

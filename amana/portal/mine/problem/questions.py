"""The guided questions, one a page: before there is a case by the key of the problem, afterwards by the number of the case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amana.advocacy.defining import (
    finish,
    goal_of,
    kept_problem,
    open_from,
    person_of,
    problem_of,
    sentence_of,
    terms_to_choose,
)
from amana.advocacy.models import Problem
from amana.advocacy.problem.checklists import SECTORS
from amana.advocacy.questioning import (
    LONGEST,
    NEEDED,
    QUESTIONS,
    Question,
    after,
    answers_of,
    begin,
    question_named,
    say,
    wish_for,
)
from amana.cases.errors import Refused
from amana.portal.mine.owning import Keeper, Kept, by_keeper, by_owner, not_yours
from amana.portal.mine.problem.framing import page_of_question
from amana.portal.mine.problem.lists import costs_page, papers_page, sides_page
from amana.portal.mine.problem.words import ASKED
from amana.portal.understanding import typed_text

FORM = require_http_methods(["GET", "HEAD", "POST"])
LISTS = {"costs": costs_page, "papers": papers_page, "sides": sides_page}


@FORM
@by_keeper
def new_problem(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """The first question, which company; POST begins a problem that is kept from then on."""
    page = page_of_question(keeper, QUESTIONS[0], {}, None, action=request.path) | {"unfinished": _unfinished(keeper)}
    if request.method != "POST":
        return render(request, "mine/problem/question.html", page)
    name, sector = typed_text(request, "company", most=200), request.POST.get("sector", "")
    try:
        problem = begin(person_of(keeper.account), company=name, sector=_sector(sector), at=keeper.at)
    except Refused as refused:
        page |= {"error": refused.sentence, "said": {"company": name}, "sector": sector}
        return render(request, "mine/problem/question.html", page, status=422)
    return redirect("portal:problem_question", problem.pk, "happened")


def _unfinished(keeper: Keeper) -> list[dict[str, Any]]:
    """Return what was begun and is no case yet, the latest first."""
    if keeper.person is None:
        return []
    rows = Problem.objects.filter(person=keeper.person, case=None).order_by("-begun_at")[:5]
    return [{"company": answers_of(row).get("company", ""), "url": reverse("portal:problem_question", args=[row.pk, "happened"]),
             "begun_at": row.begun_at} for row in rows]  # fmt: skip


@FORM
@by_keeper
def problem_question(request: HttpRequest, keeper: Keeper, key: UUID, name: str) -> HttpResponse:
    """One of the first questions, before there is a case; with enough said, POST opens it."""
    rows = Problem.objects.filter(pk=key).select_related("person", "case")
    problem = rows.filter(person=keeper.person).first() if keeper.person else None
    question = question_named(name)
    if problem is None or question is None or (problem.case is None and not question.is_needed):
        return not_yours(request, keeper)
    if problem.case is not None:
        return redirect("portal:own_question", problem.case.number, name)
    return _answered(request, keeper, None, problem, question)


@FORM
@by_owner
def own_question(request: HttpRequest, kept: Kept, name: str) -> HttpResponse:
    """One question of a case; POST keeps what was said (`act` = keep), goes on (next) or passes it over (skip)."""
    question = question_named(name)
    if question is None:
        return not_yours(request, kept.keeper)
    problem = kept_problem(kept.case, at=kept.at) if request.method == "POST" else problem_of(kept.case)
    return _answered(request, kept.keeper, kept, problem, question)


def _answered(
    request: HttpRequest, keeper: Keeper, kept: Kept | None, problem: Problem, question: Question
) -> HttpResponse:
    said = _said(problem, kept)
    page = page_of_question(keeper, question, said, kept, action=request.path, problem=problem)
    if kept is not None:
        page |= _of_case(kept, problem, question, said)
    if request.method != "POST":
        return render(request, "mine/problem/question.html", page)
    typed = {answer: typed_text(request, answer, most=LONGEST) for answer in question.answers if answer in request.POST}
    if (code := request.POST.get("wish", "")) and question.name == "wanted":
        return _wished(request, problem, page | {"said": said | typed}, code)
    act = request.POST.get("act", "next")
    try:
        _keep(request, problem, question, typed, act, keeper)
        if act == "keep":
            return HttpResponse(status=204)
        return _go_on(request, keeper, kept, problem, question)
    except Refused as refused:
        page |= {"said": said | typed, "error": refused.sentence}
        return render(request, "mine/problem/question.html", page, status=422)


def _said(problem: Problem, kept: Kept | None) -> dict[str, str]:
    """Return what was said so far; of a case opened in another way, what its goal says."""
    if problem._state.adding and kept is not None:
        from_goal = goal_of(kept.case)
        return {name: from_goal[name] for name in ("happened", "wanted", "settle_for")} | {
            "company": kept.case.company.name
        }
    return answers_of(problem)


def _keep(
    request: HttpRequest, problem: Problem, question: Question, typed: dict[str, str], act: str, keeper: Keeper
) -> None:
    if act == "skip":
        if question.is_needed:
            raise Refused(_("The case needs this one."))
        typed = dict.fromkeys(question.answers, "")
    if act != "keep" and question.is_needed and not typed.get(question.answers[0], "").strip():
        raise Refused(_("Write a few words; they can be changed later."))
    if question.name == "company" and problem.case is not None:
        typed = {}
    say(problem, typed, at=keeper.at)
    if "sector" in request.POST:
        problem.sector = _sector(request.POST["sector"])
        problem.save(update_fields=["sector"])


def _go_on(
    request: HttpRequest, keeper: Keeper, kept: Kept | None, problem: Problem, question: Question
) -> HttpResponse:
    if question.name == "sentence" and kept is not None:
        finish(problem, terms=_chosen_terms(request, kept, problem), by=kept.viewer, at=keeper.at)
        messages.success(request, _("It is written down. This page says what to do next."))
        return redirect(kept.url())
    if kept is None and question.name == NEEDED[-1]:
        case = open_from(problem, at=keeper.at)
        return redirect("portal:own_question", case.number, after(question.name))
    if kept is None:
        return redirect("portal:problem_question", problem.pk, after(question.name))
    return redirect(kept.url("own_question", after(question.name)))


def _chosen_terms(request: HttpRequest, kept: Kept, problem: Problem) -> list[str]:
    """Return the terms that were ticked among those offered, and the one written by hand."""
    offered = terms_to_choose(kept.case, problem)
    ticked = [text for text in request.POST.getlist("term")[:20] if text in offered]
    own = typed_text(request, "own_term", most=300)
    return [*ticked, *([own] if own else [])]


def _wished(request: HttpRequest, problem: Problem, page: dict[str, Any], code: str) -> HttpResponse:
    """Show the question again with one of the outcomes put into its words; nothing is kept until it is sent."""
    try:
        words = wish_for(problem, code)
    except Refused as refused:
        return render(request, "mine/problem/question.html", page | {"error": refused.sentence}, status=422)
    earlier = page["said"].get("wanted", "").strip()
    page["said"] = page["said"] | {
        "wanted": f"{earlier}\n{words}" if earlier and words not in earlier else earlier or words
    }
    return render(request, "mine/problem/question.html", page)


def _sector(code: str) -> str:
    return code if code in dict(SECTORS) else ""


def _of_case(kept: Kept, problem: Problem, question: Question, said: dict[str, str]) -> dict[str, Any]:
    """Return what the page of a question needs besides, once there is a case."""
    if question.name in LISTS:
        return LISTS[question.name](kept, problem)
    if question.name == "sentence":
        offered = terms_to_choose(kept.case, problem)
        return {"sentence": sentence_of(kept.case, problem, said), "terms": offered}
    if question.name == "by-when" and said.get("by_when"):
        found = problem.wanted_by
        day = date_format(timezone.localtime(found), "DATE_FORMAT") if found else ""
        return {"understood": day, "is_not_understood": not day}
    return {}


@require_safe
@by_owner
def problem_page(request: HttpRequest, kept: Kept) -> HttpResponse:
    """Everything that was said of a problem, each with the way to change it."""
    problem = problem_of(kept.case)
    said = _said(problem, kept)
    rows = [
        {"title": ASKED[one.name].title, "text": said.get(one.answers[0], "") if one.answers else "",
         "url": kept.url("own_question", one.name), "is_private": ASKED[one.name].is_private,
         "is_list": not one.answers, "is_said": bool(one.answers) and bool(said.get(one.answers[0]))}
        for one in QUESTIONS
    ]  # fmt: skip
    return render(
        request, "mine/problem/summary.html", kept.frame | {"rows": rows, "company_name": kept.case.company.name}
    )

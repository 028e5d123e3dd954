"""The page of a call while it lasts: everything on it is kept as it is typed, and can be sent late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amana.advocacy.calling import LONGEST_TEXT
from amana.advocacy.defining import problem_of, sentence_of
from amana.advocacy.models import CallLine, CaseCompany, PhoneCall
from amana.advocacy.phoning import (
    add_line,
    answered,
    call_under_way,
    caught,
    dial,
    drop_line,
    go_on,
    hang_up,
    keep_words,
    lines_of,
    minutes_of,
    read_back,
)
from amana.advocacy.planning import plan_of
from amana.advocacy.problem.dating import moment_typed
from amana.advocacy.questioning import answers_of
from amana.advocacy.shielding.finding import FIRST, in_likely_order, met_in
from amana.cases.errors import Refused
from amana.kit.codes import key_in
from amana.language.tactics import techniques
from amana.portal.mine.calling.reaching import law_on_recording, phones_of, rule_on_waiting
from amana.portal.mine.owning import Kept, by_owner, not_yours
from amana.portal.understanding import typed_moment, typed_number, typed_text
from amana.readings.wording import language


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def live(request: HttpRequest, kept: Kept) -> HttpResponse:
    """The page of the call under way; POST dials, or (`act` = keep) keeps what was typed and answers what it holds as JSON."""
    call = call_under_way(kept.case)
    if request.method == "POST" and request.POST.get("act") == "keep":
        return _keep(request, kept, call)
    if request.method == "POST":
        asked = key_in(request.POST.get("company", ""))
        company = CaseCompany.objects.filter(case=kept.case, pk=asked).first() if asked else None
        try:
            dial(kept.case, company=company, at=kept.at)
        except Refused as refused:
            return render(request, "mine/calling/none.html", kept.frame | {"error": refused.sentence}, status=422)
        return redirect(kept.url("own_call"))
    if call is None:
        return render(request, "mine/calling/none.html", kept.frame | {"company_name": kept.case.company.name,
                                                                       "call_url": kept.url("own_call")})  # fmt: skip
    if call.hung_up_at is not None:
        return redirect(kept.url("own_call_end"))
    return render(request, "mine/calling/live.html", _page(kept, call))


def _keep(request: HttpRequest, kept: Kept, call: PhoneCall | None) -> HttpResponse:
    if call is None:
        return JsonResponse({"error": _("This call is written down already.")}, status=410)
    call = keep_words(
        call, who=typed_text(request, "who", most=200), said=typed_text(request, "said", most=LONGEST_TEXT),
        revision=_revision(request), at=kept.at,
    )  # fmt: skip
    if "X-Kept" not in request.headers:
        return redirect(kept.url("own_call"))
    parts = render_to_string("mine/calling/_caught.html", lists_of(kept, call), request)
    return JsonResponse({"revision": call.revision, "said": call.said, "lines": parts})


def _revision(request: HttpRequest) -> int:
    try:
        return typed_number(request, "revision")
    except Refused:
        return 0


@require_POST
@by_owner
def lines(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST catches something: `kind`, `text`, `due` in words or `due_at`; `key` makes the same line once."""
    due_at = _due(request, kept)

    def do(call: PhoneCall) -> None:
        text = typed_text(request, "text", most=500)
        key = key_in(request.POST.get("key", ""))
        add_line(call, request.POST.get("kind", ""), text, due_at=due_at, key=key, at=_tapped(request, kept))

    return _done(request, kept, do)


@require_POST
@by_owner
def line(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """POST says of something caught that it was read back (`act` = back), or takes it away (drop)."""
    row = CallLine.objects.filter(pk=key, call__case=kept.case).select_related("call").first()
    if row is None:
        return not_yours(request, kept.keeper)
    act = read_back if request.POST.get("act") == "back" else drop_line
    return _done(request, kept, lambda _call: act(row))


@require_POST
@by_owner
def person_answered(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST says that a person answered: what came before was waiting."""
    return _done(request, kept, lambda call: answered(call, at=_tapped(request, kept), now=kept.at))


@require_POST
@by_owner
def hung_up(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST says that the call is over (`stuck` when it led nowhere), or (`act` = on) that it goes on after all."""
    call = call_under_way(kept.case)
    if call is None:
        return redirect(kept.url())
    if request.POST.get("act") == "on":
        go_on(call)
        return redirect(kept.url("own_call"))
    hang_up(call, is_stuck="stuck" in request.POST, at=_tapped(request, kept), now=kept.at)
    return redirect(kept.url("own_call_end"))


def _done(request: HttpRequest, kept: Kept, do: Callable[[PhoneCall], object]) -> HttpResponse:
    """Do it, and answer the lists of the call to a script, the whole page to a form."""
    call = call_under_way(kept.case)
    is_script = "X-Kept" in request.headers
    if call is None:
        return HttpResponse(status=410) if is_script else redirect(kept.url())
    error = ""
    try:
        do(call)
    except Refused as refused:
        error = str(refused.sentence)
    call = call_under_way(kept.case) or call
    if is_script:
        return render(
            request, "mine/calling/_caught.html", lists_of(kept, call) | {"error": error}, status=422 if error else 200
        )
    if error:
        return render(request, "mine/calling/live.html", _page(kept, call) | {"error": error}, status=422)
    back = "own_call_end" if call.hung_up_at is not None else "own_call"
    return redirect(kept.url(back))


def _due(request: HttpRequest, kept: Kept) -> datetime | None:
    words = request.POST.get("due_at") or request.POST.get("due", "")
    try:
        if found := typed_moment(words):
            return found
    except Refused:
        pass
    zone = timezone.get_current_timezone_name()
    return moment_typed(words, at=kept.at, zone=zone, language=language()) if words.strip() else None


def _tapped(request: HttpRequest, kept: Kept) -> datetime:
    """Return when something was tapped, which may be before it could be sent; now, when that makes no sense."""
    try:
        found = parse_datetime(request.POST.get("tapped_at", "")[:40])
    except ValueError:
        found = None
    return found if found is not None and found.tzinfo is not None and found <= kept.at else kept.at


# ── what the page shows ──────────────────────────────────────────────────────


def _page(kept: Kept, call: PhoneCall) -> dict[str, Any]:
    """Return what mine/calling/live.html needs."""
    problem = problem_of(kept.case)
    said = {} if problem._state.adding else answers_of(problem)
    order = in_likely_order(problem, met_in(kept.case, kept.viewer))
    techniques_shown = [{"id": one.id, "name": one.names[language()], "reply": one.reply[language()]} for one in order]
    waited, talked = minutes_of(call, kept.at)
    plan = plan_of(kept.case)
    company = call.company.company if call.company else kept.case.company
    return kept.frame | lists_of(kept, call) | {
        "call": call, "company_name": company.name, "waited": waited, "talked": talked,
        "sentence": plan.opening if plan and plan.opening else sentence_of(kept.case, problem, said),
        "asks": [one for one in plan.asks.splitlines() if one.strip()] if plan else [],
        "fallback": plan.fallback if plan else "",
        "phones": phones_of(kept, call), "rule": rule_on_waiting(kept, problem), "law": law_on_recording(kept),
        "likely": techniques_shown[:FIRST], "others": techniques_shown[FIRST:],
        "urls": {"keep": kept.url("own_call"), "lines": kept.url("own_call_lines"), "answered": kept.url("own_call_answered"),
                 "over": kept.url("own_call_over")},
    }  # fmt: skip


def lists_of(kept: Kept, call: PhoneCall) -> dict[str, Any]:
    """Return what mine/calling/_caught.html needs."""
    every = lines_of(call)
    known = techniques()
    shown = [
        {"line": one, "url": kept.url("own_call_line", one.pk),
         "text": known[one.text].names[language()] if one.kind == CallLine.TECHNIQUE and one.text in known else one.text,
         "is_promise": one.kind == CallLine.PROMISE}
        for one in every
    ]  # fmt: skip
    found = [{"text": one.action or one.quote, "quote": one.quote, "due_at": one.due.at, "key": _key_of(call, one.quote)}
             for one in caught(call, every)]  # fmt: skip
    return {"lines": shown, "found": found, "lines_url": kept.url("own_call_lines"), "call": call}


def _key_of(call: PhoneCall, quote: str) -> str:
    """Return a key that is the same for the same words of the same call."""
    return str(uuid5(call.pk, quote))

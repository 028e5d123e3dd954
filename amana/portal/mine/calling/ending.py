"""The end of a call: what was typed is looked over, and goes into the record; then, in writing, to the company."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.advocacy.calling import LONGEST_TEXT, Call
from amana.advocacy.models import CallLine, PhoneCall
from amana.advocacy.phoning import call_under_way, drop, finish, keep_words, lines_of, minutes_of
from amana.cases.errors import Refused
from amana.language.tactics import techniques
from amana.portal.mine.calling.live import lists_of
from amana.portal.mine.calling.reaching import remember_wait
from amana.portal.mine.owning import Kept, by_owner
from amana.portal.understanding import typed_moment, typed_number, typed_text
from amana.readings.wording import language


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def over(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST writes the call down (`act` = save) and goes on to the letter (confirm); keeps what is typed (keep); lets it go (drop)."""
    call = call_under_way(kept.case)
    if call is None:
        return redirect(kept.url())
    if request.method != "POST":
        return render(request, "mine/calling/over.html", _page(kept, call))
    if request.POST.get("act") == "keep":
        said = typed_text(request, "said", most=LONGEST_TEXT)
        keep_words(call, who=typed_text(request, "who", most=200), said=said, revision=call.revision, at=kept.at)
        return HttpResponse(status=204)
    if request.POST.get("act") == "drop":
        drop(call, at=kept.at)
        messages.success(request, _("It is as if there had been no call."))
        return redirect(kept.url())
    try:
        typed = _typed(request, kept, call)
        noted = finish(call, typed, _due(request, call), by=kept.viewer, at=kept.at)
        remember_wait(kept, call, noted, minutes=typed.waited)
    except Refused as refused:
        page = _page(kept, call) | {"error": refused.sentence, "typed": request.POST}
        return render(request, "mine/calling/over.html", page, status=422)
    if request.POST.get("act") == "confirm":
        return redirect(kept.url("own_letter", noted.id))
    if call.is_stuck:
        messages.success(request, _("It is written down. Breathe; the next step is on this page."))
        return redirect(kept.url("own_plan"))
    messages.success(request, _("The call is in the record."))
    return redirect(kept.url())


def _typed(request: HttpRequest, kept: Kept, call: PhoneCall) -> Call:
    return Call(
        who=typed_text(request, "who", most=200),
        said=typed_text(request, "said", most=LONGEST_TEXT),
        spoke_at=min(call.dialled_at, kept.at),
        waited=typed_number(request, "waited_minutes"),
        minutes=typed_number(request, "minutes"),
        was_read_back="read_back" in request.POST,
    )


def _due(request: HttpRequest, call: PhoneCall) -> dict[UUID, Any]:
    """Return the times of the promises as they were typed on the last page. Raises Refused for one that is no time."""
    return {
        line.pk: typed_moment(request.POST[f"due-{line.pk}"])
        for line in lines_of(call)
        if line.kind == CallLine.PROMISE and f"due-{line.pk}" in request.POST
    }


def _page(kept: Kept, call: PhoneCall) -> dict[str, Any]:
    """Return what mine/calling/over.html needs."""
    waited, talked = minutes_of(call, kept.at)
    lists = lists_of(kept, call)
    known = techniques()
    heard = [line for line in lines_of(call) if line.kind == CallLine.TECHNIQUE and line.text in known]
    return kept.frame | lists | {
        "call": call, "company_name": call.company.company.name if call.company else kept.case.company.name,
        "waited": waited, "talked": talked, "promises": [one for one in lists["lines"] if one["is_promise"]],
        "heard": [known[line.text].names[language()] for line in heard],
        "over_url": kept.url("own_call_over"),
    }  # fmt: skip

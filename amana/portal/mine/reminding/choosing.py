"""Of what the keeper of own cases is reminded, by which ways and when; and the browsers they are reminded in."""

from __future__ import annotations

from datetime import time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_time
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from amana.cases.errors import Refused
from amana.notices.browsing import add_keepers_browser, public_key, take_keepers_away
from amana.notices.kinds import KEEPER_KINDS, MAIL, PUSH
from amana.notices.models import Browser
from amana.notices.reminding import WAYS, Choice, choose, mails, manner_of, try_out
from amana.portal.mine.owning import Keeper, by_keeper, not_yours


@require_http_methods(["GET", "HEAD", "POST"])
@by_keeper
def reminders(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """POST keeps what was chosen: boxes named by kind (push, mail), `is_quiet`, `quiet_from`, `quiet_until`."""
    if request.method != "POST":
        return render(request, "mine/reminding/reminders.html", _page(keeper))
    try:
        choose(keeper.account, _chosen(request, keeper))
    except Refused as refused:
        page = _page(keeper) | {"error": refused.sentence}
        return render(request, "mine/reminding/reminders.html", page, status=422)
    messages.success(request, _("Saved."))
    return redirect("portal:mine_reminders")


def _chosen(request: HttpRequest, keeper: Keeper) -> Choice:
    """Return what was chosen; a way that is not offered here, as mail without a mail server, stays as it was."""
    before = manner_of(keeper.account)
    offered = _offered()
    ways = {
        kind: [way for way in WAYS if (way in request.POST.getlist(kind) if way in offered else way in before.ways_of(kind))]
        for kind in KEEPER_KINDS
    }  # fmt: skip
    return Choice(ways, "is_quiet" in request.POST, _time(request, "quiet_from"), _time(request, "quiet_until"))


def _time(request: HttpRequest, name: str) -> time:
    try:
        found = parse_time(request.POST.get(name, "")[:20])
    except ValueError:
        found = None
    if found is None:
        raise Refused(_("Write the time as 21:00."))
    return found.replace(tzinfo=None)


def _offered() -> list[str]:
    return [way for way in WAYS if way != MAIL or mails()]


def _page(keeper: Keeper) -> dict[str, Any]:
    """Return what mine/reminding/reminders.html needs."""
    manner = manner_of(keeper.account)
    names = {PUSH: _("In my browsers"), MAIL: _("By mail")}
    offered = _offered()
    rows = [
        {"key": kind.key, "label": kind.label,
         "boxes": [{"value": way, "label": names[way], "is_on": way in manner.ways_of(kind.key)} for way in offered]}
        for kind in KEEPER_KINDS.values()
    ]  # fmt: skip
    browsers = Browser.objects.filter(keeper=keeper.account).order_by("added_at", "pk")
    return keeper.frame | {"rows": rows, "manner": manner, "browsers": browsers, "sends_mail": mails()}


@require_POST
@by_keeper
def browsers(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """POST keeps the browser that asks: `subscription` is what it says of itself."""
    name = _named(request.headers.get("User-Agent", ""))
    try:
        add_keepers_browser(keeper.account, request.POST.get("subscription", ""), name=name, at=keeper.at)
    except Refused as refused:
        return JsonResponse({"sentence": str(refused.sentence)}, status=422)
    messages.success(request, _("You are told in this browser from now on."))
    return JsonResponse({})


@require_POST
@by_keeper
def browser_key(_request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """POST answers the key our notices are signed with; made when the first browser asks."""
    return JsonResponse({"key": public_key(at=keeper.at)})


@require_POST
@by_keeper
def browser_trial(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """POST sends oneself a notice, to see that it arrives."""
    number = try_out(keeper.account, at=keeper.at)
    words = ngettext(
        "A notice is on its way to %(number)s browser.", "A notice is on its way to %(number)s browsers.", number
    )
    messages.success(request, words % {"number": number})
    return redirect("portal:mine_reminders")


@require_POST
@by_keeper
def browser_removal(request: HttpRequest, keeper: Keeper, key: UUID) -> HttpResponse:
    """POST reminds no more in one of one's browsers."""
    if not take_keepers_away(keeper.account, key):
        return not_yours(request, keeper)
    messages.success(request, _("Nothing more is sent to that browser."))
    return redirect("portal:mine_reminders")


# Which programs say so of themselves, the more particular ones first.
_PROGRAMS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
            ("Linux", "Linux"))  # fmt: skip


def _named(agent: str) -> str:
    """Return what a browser is called among one's own: program and system, as far as it says."""
    program = next((name for sign, name in _PROGRAMS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return " · ".join(filter(None, (program, system))) or _("A browser")

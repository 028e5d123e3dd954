"""What one is told and how: the ways of each kind of notice, quiet hours, and the browsers one is told in."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import amana.look
from amana.cases.errors import Refused
from amana.desk.acting import posted
from amana.desk.entering import Seat, seated
from amana.desk.forms.notices import WAY_NAMES, NoticesForm
from amana.desk.framing import page
from amana.notices.browsing import add_browser, public_key, take_away, try_out
from amana.notices.choosing import choose, manner_of
from amana.notices.kinds import title_of
from amana.notices.models import Browser, Notice

WORKER = Path(amana.look.__file__).parent / "static" / "look" / "notices_worker.js"
MOST_SHOWN = 10
# Which programs say so of themselves, the more particular ones first.
_PROGRAMS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
            ("Linux", "Linux"))  # fmt: skip


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What one is told, by which ways and when; one's own alone."""
    manner = manner_of(seat.agent)
    form = NoticesForm(posted(request), manner=manner, agent=seat.agent)
    if request.method == "POST" and form.is_valid():
        try:
            choose(seat.agent, form.choice(before=manner), at=seat.at)
        except Refused as refused:
            form.add_error("quiet_from", str(refused.sentence))
        else:
            messages.success(request, _("Saved."))
            return redirect("desk:notices")
    latest = Notice.objects.filter(agent=seat.agent).select_related("case").order_by("-at", "-id")[:MOST_SHOWN]
    context = {
        "form": form,
        "ways": list(WAY_NAMES.values()),
        "browsers": Browser.objects.filter(agent=seat.agent).order_by("added_at", "pk"),
        "latest": [{"row": row, "what": title_of(row.kind)} for row in latest],
    }
    status = 422 if form.errors else 200
    return page(request, seat, "desk/administering/notices.html", context, name="settings", status=status)


@seated
@require_POST
def browsers(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Keep the browser that asks; what it says of itself is its subscription."""
    name = _name_of(request.headers.get("User-Agent", ""))
    try:
        add_browser(seat.agent, request.POST.get("subscription", ""), name=name, at=seat.at)
    except Refused as refused:
        return JsonResponse({"sentence": str(refused.sentence)}, status=422)
    messages.success(request, _("You are told in this browser from now on."))
    return JsonResponse({})


@seated
@require_POST
def browser_key(_request: HttpRequest, seat: Seat) -> HttpResponse:
    """Tell a browser the key our notices are signed with; made when the first one asks."""
    return JsonResponse({"key": public_key(at=seat.at)})


@seated
@require_POST
def browser_trial(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Send oneself a notice, to see that it arrives."""
    number = try_out(seat.agent, at=seat.at)
    if not number:
        raise Http404
    words = ngettext(
        "A notice is on its way to %(number)s browser.", "A notice is on its way to %(number)s browsers.", number
    )
    messages.success(request, words % {"number": number})
    return redirect("desk:notices")


@seated
@require_POST
def browser_removal(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Be told nothing more in one of one's browsers."""
    if not take_away(seat.agent, key):
        raise Http404
    messages.success(request, _("Nothing more is sent to that browser."))
    return redirect("desk:notices")


@seated
@require_safe
def notices_worker(_request: HttpRequest, _seat: Seat) -> HttpResponse:
    """The part of the desk that a browser keeps running to show notices; served from here, so that it may speak for the desk."""
    answer = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _name_of(agent: str) -> str:
    """Return what a browser is called among one's own: program and system, as far as it says."""
    program = next((name for sign, name in _PROGRAMS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return " · ".join(filter(None, (program, system))) or _("A browser")

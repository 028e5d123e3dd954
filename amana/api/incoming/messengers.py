"""The door of the messengers: found by its key, proven by the provider's own signature, stored before it is answered."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from amana.channels.messaging.accepting import accept
from amana.channels.messaging.connecting import door_url, line_of
from amana.channels.messaging.finding import channels
from amana.channels.messaging.words import NeedsLogin, Pushed
from amana.channels.models import Messenger

PLAIN = "text/plain; charset=utf-8"
# WhatsApp pushes up to three megabytes at once; Django's own bound is meant for forms that people fill in.
LARGEST = 4 * 1024 * 1024


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def door(request: HttpRequest, channel: str, key: str) -> HttpResponse:
    """Answer a provider's greeting, or take in what it pushes; whoever cannot prove to be the provider is refused."""
    row = Messenger.objects.filter(channel=channel, key=key, is_on=True).first() if channel in channels() else None
    if row is None:
        raise Http404
    try:
        line, push = line_of(row), _pushed(request, row)
    except NeedsLogin:
        return HttpResponse(status=503)
    except UnreadablePostError:
        return HttpResponse(status=400)
    if len(push.body) > LARGEST:
        return HttpResponse(status=413)
    spoken = channels()[channel]
    if request.method == "GET":
        greeting = spoken.greets(push, line)
        kind = "application/json" if (greeting or "").startswith("{") else PLAIN
        return HttpResponse(greeting or "", content_type=kind, status=403 if greeting is None else 200)
    if not spoken.proves(push, line):
        return HttpResponse(status=403)
    if not push.body:
        return HttpResponse(status=400)
    accept(row, push.body, at=timezone.now())
    return HttpResponse(content_type=PLAIN)


def _pushed(request: HttpRequest, row: Messenger) -> Pushed:
    query = request.META.get("QUERY_STRING", "")
    return Pushed(
        method=str(request.method),
        url=f"{door_url(row)}?{query}" if query else door_url(row),
        headers={name.lower(): value for name, value in request.headers.items()},
        query=request.GET.dict(),
        body=request.read(LARGEST + 1),
    )

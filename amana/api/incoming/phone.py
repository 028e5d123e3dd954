"""The door of telephone exchanges: found by its key, proven by a signature over the body, kept before it is answered."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from amana.channels.models import PhoneSystem
from amana.channels.phone.setting_up import secret_of
from amana.channels.phone.telling import LARGEST, NotUnderstood, read_event
from amana.channels.web_hooks.signing import NotSigned, verified
from amana.handling.calls.knowing import country_of
from amana.handling.calls.ringing import hear, hear_of_recording

PLAIN = "text/plain; charset=utf-8"


@csrf_exempt
@require_POST
def phone(request: HttpRequest, key: str) -> HttpResponse:
    """Take in what an exchange tells of a call; whoever cannot sign as it does is refused and learns nothing."""
    row = PhoneSystem.objects.filter(key=key).select_related("brand__week").first()
    if row is None:
        raise Http404
    at, secret = timezone.now(), secret_of(row)
    try:
        body = request.read(LARGEST + 1)
        headers = {name.lower(): value for name, value in request.headers.items()}
        verified(headers, body, secrets_=[secret] if secret else [], at=at)
        event = read_event(body, country_of(row.brand))
    except NotSigned:
        return HttpResponse(status=403)
    except UnreadablePostError:
        return HttpResponse(status=400)
    except NotUnderstood as wrong:
        return HttpResponse(f"{wrong}\n", status=422, content_type=PLAIN)
    if event.name == "recording":
        hear_of_recording(row.brand, event, at=at)
    else:
        hear(row.brand, event.told, at=at)
    return HttpResponse(content_type=PLAIN)

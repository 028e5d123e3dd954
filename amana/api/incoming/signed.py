"""The door for systems of a firm's own: a message signed by Standard Webhooks is stored, and only then answered."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from amana.channels.models import Inlet
from amana.channels.web_hooks.signing import NotSigned
from amana.channels.web_hooks.taking_in import LARGEST, Misshapen, take_in


@csrf_exempt
@never_cache
@require_POST
def hook(request: HttpRequest, key: str) -> HttpResponse:
    """Answer 200 once the message is committed, also where we had it; whatever else, nothing was stored."""
    inlet = Inlet.objects.select_related("brand").filter(key=key.replace("\x00", ""), is_on=True).first()
    if inlet is None:
        return _problem(404, "There is no such door.")
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        return _problem(413, f"At most {LARGEST} bytes are taken.")
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        is_new = take_in(inlet, headers, body, at=timezone.now())
    except NotSigned as error:
        return _problem(401, f"The signature is not accepted: {error}.")
    except Misshapen as error:
        return _problem(422, str(error))
    return JsonResponse({"taken": True, "new": is_new})


def _problem(status: int, detail: str) -> JsonResponse:
    """Return an error as RFC 9457 shapes it."""
    said = {"type": "about:blank", "status": status, "detail": detail}
    return JsonResponse(said, status=status, content_type="application/problem+json")

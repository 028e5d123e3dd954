"""The signed list of checkpoints, for everybody: nothing in it is about anybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from amana.record.fixing import proving
from amana.record.fixing.signing import public_key
from amana.record.sealing import canonical

# A day has one; whoever looks often is served from a copy.
SECONDS = 300
LARGEST = 2**31 - 1


@require_safe
@cache_control(public=True, max_age=SECONDS)
def checkpoints(request: HttpRequest) -> HttpResponse:
    """The newest checkpoints, the public key, and what both prove; `?before=` turns the page."""
    before = _before(request)
    rows = proving.newest(before=before)
    context = {"rows": rows, "key": public_key(), "last": rows[-1].number if rows else 0, "before": before}
    # Without the request: a copy that many are served from holds nothing of the one who asked first, and no token of theirs.
    return HttpResponse(render_to_string("portal/strangers/checkpoints.html", context))


@require_safe
@cache_control(public=True, max_age=SECONDS)
def published(request: HttpRequest) -> HttpResponse:
    """The same as lines of JSON, the oldest first, as `verify.py --published` takes them."""
    lines = [f"{canonical(one)}\n" for one in proving.published(before=_before(request))]
    response = HttpResponse("".join(lines), content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="checkpoints.jsonl"'
    return response


def _before(request: HttpRequest) -> int | None:
    asked = request.GET.get("before", "")
    return min(int(asked), LARGEST) if asked.isascii() and asked.isdigit() and len(asked) < 20 else None

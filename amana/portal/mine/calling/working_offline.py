"""The part of one's own cases that a browser keeps running, for a call without network and for notices."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

import amana.look

WORKER = Path(amana.look.__file__).parent / "static" / "look" / "own_worker.js"


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """Answer the worker; it says nothing about anybody, and is served from here so that it may speak for own cases."""
    answer = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer

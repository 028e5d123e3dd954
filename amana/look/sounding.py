"""Answering a sound to the player of a page: whole, or the piece it asks for, and nothing a browser could run."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from amana.post.models import File
from amana.post.storing import Damaged, fetch

_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})\Z")


def sound_answer(request: HttpRequest, file: File) -> HttpResponse:
    """Answer the bytes of a recording, to be saved with `?copy=1`. Raises Http404 when they are gone or damaged."""
    try:
        content = fetch(file.key, sha256=file.sha256)
    except Damaged as damaged:
        raise Http404(str(damaged)) from damaged
    answer = _piece(request.headers.get("Range", ""), content)
    answer.headers["Content-Type"] = file.type
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    wanted = content_disposition_header(request.GET.get("copy") == "1", file.name)
    answer.headers["Content-Disposition"] = wanted or "inline"
    return answer


def _piece(asked: str, content: bytes) -> HttpResponse:
    """Return the one range that was asked for (RFC 9110, 14.2); anything else is answered with the whole."""
    found = _RANGE.match(asked)
    size = len(content)
    if found is None or not (found[1] or found[2]):
        return HttpResponse(content)
    begin = int(found[1]) if found[1] else max(0, size - int(found[2]))
    last = min(int(found[2]), size - 1) if found[1] and found[2] else size - 1
    if begin >= size or begin > last:
        answer = HttpResponse(status=416)
        answer.headers["Content-Range"] = f"bytes */{size}"
        return answer
    answer = HttpResponse(content[begin : last + 1], status=206)
    answer.headers["Content-Range"] = f"bytes {begin}-{last}/{size}"
    return answer

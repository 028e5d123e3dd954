"""Answering a sound to the player of a page: whole, or the piece it asks for, and nothing a browser could run."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from amana.look.pieces import in_pieces
from amana.post.models import File
from amana.post.storing import Damaged, fetch


def sound_answer(request: HttpRequest, file: File) -> HttpResponse:
    """Answer the bytes of a recording, to be saved with `?copy=1`. Raises Http404 when they are gone or damaged."""
    try:
        content = fetch(file.key, sha256=file.sha256)
    except Damaged as damaged:
        raise Http404(str(damaged)) from damaged
    answer = in_pieces(request, HttpResponse(content, content_type=file.type), sha256=file.sha256)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    wanted = content_disposition_header(request.GET.get("copy") == "1", file.name)
    answer.headers["Content-Disposition"] = wanted or "inline"
    return answer

"""The files of a case: each as it came or was sent, found through the entry that brought it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from amana.api.calling import Call, case_of
from amana.api.rooming import BYTES, Room
from amana.api.scopes import CASES_READ
from amana.cases.models import Case
from amana.look.pieces import in_pieces
from amana.post.models import File
from amana.post.storing import Damaged, fetch
from amana.record.reading import Side, entry

room = Room("files")
# A client that shows it all the same runs nothing in it.
POLICY = "default-src 'none'; sandbox"


@room.read("cases/{number}/files/{key}", scope=CASES_READ, name="get_file", gives=None, kind=BYTES, for_owners=True)
def get_file(request: Call, number: str, key: UUID) -> HttpResponse:
    """A file that an entry names in `files`, byte for byte and only to be kept, whatever it says of itself; a Range gives a piece.

    Not there once its entry is erased, or withdrawn from this side, or where the bytes are no longer those that were sealed.
    """
    row = _file_of(case_of(request, number), key, side=request.caller.viewer.side)
    try:
        content = fetch(row.key, sha256=row.sha256)
    except Damaged as damaged:
        raise Http404(str(damaged)) from damaged
    response = HttpResponse(content, content_type=BYTES)
    response.headers["Content-Disposition"] = content_disposition_header(True, row.name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "private, no-cache"
    return in_pieces(request, response, sha256=row.sha256)


def _file_of(case: Case, key: UUID, *, side: Side) -> File:
    """Return a file of this case whose entry this side may read. Raises Http404."""
    row = File.objects.filter(pk=key, case=case.key).first()
    brought = entry(row.entry, side=side) if row is not None and row.entry else None
    if row is None or brought is None or brought.book != case.key or brought.content is None:
        raise Http404
    return row

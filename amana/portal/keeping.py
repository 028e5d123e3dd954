"""Taking the record home: the whole of it as one file, and each file that came with a message."""

from __future__ import annotations

import re
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amana.channels.email.naming import content_disposition
from amana.handling.handing_out.exporting import export
from amana.look.pieces import in_pieces
from amana.portal.acting import act
from amana.portal.entering import Guest, by_known_device, nothing_here
from amana.post.models import File
from amana.post.storing import Damaged, fetch
from amana.record.reading import entry

# Shown by a browser only as these; everything else is bytes to be saved.
PLAIN_TYPES = re.compile(r"(?:image/(?:png|jpeg|gif|webp)|application/pdf|text/plain)\Z")


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def record(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST answers the record as a zip, and the other side's chain notes that it was taken."""
    if request.method == "POST":
        content = export(guest.case.key, side="customer", at=guest.at, purpose="portal", by=guest.viewer)
        return as_download(content, f"{guest.case.number}.zip", "application/zip")
    page = guest.frame | {
        "title": _("Download the record"),
        "sentence": _(
            "One file with everything both sides can read, the mails and files with it, and a small program that shows "
            "that nothing in it was changed."
        ),
        "send_label": _("Download"),
    }
    return act(request, page, str)


@require_safe
@by_known_device
def file(request: HttpRequest, guest: Guest, key: UUID) -> HttpResponse:
    """Answer a file of this case, when the entry that brought it may be read."""
    return file_answer(request, guest.case.key, key)


def file_answer(request: HttpRequest, case: UUID, key: UUID) -> HttpResponse:
    """Answer a file as a download; 404 when it is another case's, hidden from this side, or damaged."""
    row = File.objects.filter(pk=key, case=case).first()
    brought = entry(row.entry, side="customer") if row is not None and row.entry else None
    if row is None or brought is None or brought.book != case or brought.audience != "shared":
        return nothing_here(request)
    if str(row.pk) not in [named["id"] for named in brought["files"] or []]:
        return nothing_here(request)
    try:
        content = fetch(row.key, sha256=row.sha256)
    except Damaged:
        return nothing_here(request)
    media_type = row.type if PLAIN_TYPES.match(row.type) else "application/octet-stream"
    return in_pieces(request, as_download(content, row.name, media_type), sha256=row.sha256)


def as_download(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Answer bytes to be saved under a safe name; a browser that shows them all the same runs nothing in them."""
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition(name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response

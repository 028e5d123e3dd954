"""Dropping or pasting words that came elsewhere; nothing enters the record before it was looked at."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.advocacy.adding.dropping import LARGEST_MAIL, drop
from amana.advocacy.adding.forwarding import own_address, take_forwarded
from amana.advocacy.letters.connecting import mailbox_of
from amana.advocacy.letters.models import Dropped
from amana.cases.errors import Refused
from amana.portal.mine.owning import Kept, by_owner

MOST_WAITING = 20


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def adding(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST keeps what was pasted (`text`) or dropped (`file`) and goes on to look at it."""
    if request.method != "POST":
        return render(request, "mine/adding/adding.html", _page(kept))
    try:
        found = _dropped(request, kept)
    except Refused as refused:
        page = _page(kept) | {"error": refused.sentence, "text": request.POST.get("text", "")}
        return render(request, "mine/adding/adding.html", page, status=422)
    return redirect(kept.url("own_added", found.pk))


def _dropped(request: HttpRequest, kept: Kept) -> Dropped:
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile) and (file.size or file.name):
        if (file.size or 0) > LARGEST_MAIL:
            raise Refused(_("This is too large. Export the chat without media, or a part of it."))
        return drop(kept.case, file.read(), name=file.name or "", media_type=file.content_type or "", at=kept.at)
    text = request.POST.get("text", "").replace("\0", "")
    return drop(kept.case, text.encode("utf-8", "ignore"), name="", media_type="text/plain", at=kept.at)


def _page(kept: Kept) -> dict[str, object]:
    take_forwarded(kept.case, at=kept.at)
    waiting = Dropped.objects.filter(case=kept.case).order_by("-at")[:MOST_WAITING]
    box = mailbox_of(kept.case.customer)
    return kept.frame | {
        "waiting": [{"row": row, "url": kept.url("own_added", row.pk)} for row in waiting],
        "address": own_address(kept.case) if kept.case.is_open else "",
        "post_url": kept.url("own_adding_post"),
        "mailbox_url": kept.url("own_adding_mailbox") if box is not None and box.imap_host else "",
    }

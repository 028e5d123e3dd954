"""Adding what a customer kept on their own machine: the file is checked, looked at, and chosen from, entry by entry."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from amana.advocacy.adding.dropping import content_of, drop, end
from amana.advocacy.letters.models import Dropped
from amana.advocacy.linking.packing import Opened, opened
from amana.advocacy.linking.receiving import take_kept
from amana.cases.errors import Refused
from amana.handling.tying.disclosing import MOST_AT_ONCE, shown_in
from amana.portal.entering import Guest, by_known_device, nothing_here
from amana.portal.mine.linking.showing import preview_of, readers_of, said_so
from amana.portal.mine.linking.their_record import uploaded


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def kept(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST keeps a file (`file`) that was saved for this company, once it is in order, and goes on to look at it."""
    if request.method != "POST":
        return _ask(request, guest)
    try:
        content = uploaded(request).read()
        opened(content)
        row = drop(guest.case, content, name="kept.zip", media_type="application/zip", at=guest.at)
    except Refused as refused:
        return _ask(request, guest, str(refused.sentence))
    return redirect(guest.url("kept_file", row.pk))


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def kept_file(request: HttpRequest, guest: Guest, key: UUID) -> HttpResponse:
    """GET shows what the company would read; POST puts the chosen entries (`entry`: fingerprints) into the record."""
    row = Dropped.objects.filter(pk=key, case=guest.case).first()
    if row is None:
        return nothing_here(request)
    try:
        found = opened(content_of(row))
    except Refused as refused:
        return _ask(request, guest, str(refused.sentence))
    if request.method != "POST":
        return render(request, "portal/bringing/looking.html", _page(guest, found))
    chosen = set(request.POST.getlist("entry")[: MOST_AT_ONCE + 1])
    try:
        said = take_kept(guest.case, found, chosen, by=guest.viewer, at=guest.at)
    except Refused as refused:
        page = _page(guest, found, chosen) | {"error": refused.sentence}
        return render(request, "portal/bringing/looking.html", page, status=422)
    end(row)
    messages.success(request, said_so(len(said)))
    return redirect(guest.url())


def _ask(request: HttpRequest, guest: Guest, error: str = "") -> HttpResponse:
    page = guest.frame | {"upload_url": guest.url("kept"), "error": error}
    return render(request, "portal/bringing/kept.html", page, status=422 if error else 200)


def _page(guest: Guest, found: Opened, chosen: set[str] | None = None) -> dict[str, Any]:
    told = preview_of(found.kept, by=guest.viewer, at=guest.at)
    known = shown_in(guest.case.key, [one.hash for one in found.kept])
    for row in told["rows"]:
        row["is_there"] = row["fingerprint"] in known
        row["is_chosen"] = chosen is not None and row["fingerprint"] in chosen
    return guest.frame | told | {
        "found": found, "company_name": guest.case.company.name, "readers": readers_of(guest.case, guest.viewer),
    }  # fmt: skip

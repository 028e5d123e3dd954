"""Writing down a post that everybody can read, as evidence of what was said and when."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.advocacy.adding.dropping import LARGEST_MAIL, picture_of
from amana.advocacy.adding.posting import address_of_post
from amana.advocacy.adding.taking import LONGEST_TEXT, take_post
from amana.cases.errors import Refused
from amana.cases.models import COMPANY, CUSTOMER
from amana.channels.email.composing import Attached
from amana.handling.talking.bringing_in import Heard
from amana.portal.mine.owning import Kept, by_owner
from amana.portal.understanding import typed_moment, typed_text

TYPED = ("address", "side", "name", "at", "text")


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def post(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST takes it into the record: `address`, whose it is (`side`, `name`), `at`, `text`, and a picture (`file`) if there is one."""
    if request.method != "POST":
        return render(request, "mine/adding/post.html", _page(request, kept))
    try:
        is_new = _taken(request, kept)
    except Refused as refused:
        return render(request, "mine/adding/post.html", _page(request, kept) | {"error": refused.sentence}, status=422)
    messages.success(request, _("The post is in the record now.") if is_new else _("It is in the record already."))
    return redirect(kept.url())


def _taken(request: HttpRequest, kept: Kept) -> bool:
    address, said = address_of_post(request.POST.get("address", "")), _said(request, kept)
    return take_post(kept.case, said, address, picture=_picture(request), by=kept.viewer, at=kept.at)


def _said(request: HttpRequest, kept: Kept) -> Heard:
    side, moment = request.POST.get("side", ""), typed_moment(request.POST.get("at", ""))
    if side not in {COMPANY, CUSTOMER}:
        raise Refused(_("Say whose words these are."))
    if moment is None:
        raise Refused(_("When was this said? Write the day and the hour."))
    name = " ".join(typed_text(request, "name", most=200).split())
    name = name or (kept.case.company.name if side == COMPANY else kept.case.customer.name)
    return Heard(moment, side, name, typed_text(request, "text", most=LONGEST_TEXT))


def _picture(request: HttpRequest) -> Attached | None:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not (file.size or file.name):
        return None
    return picture_of(file.read(LARGEST_MAIL + 1), name=file.name or "")


def _page(request: HttpRequest, kept: Kept) -> dict[str, Any]:
    return kept.frame | {
        "company_name": kept.case.company.name,
        "adding_url": kept.url("own_adding"),
        "typed": {name: request.POST.get(name, "")[:5000] for name in TYPED},
    }

"""Letting somebody read an own case, or work on it: the keeper's page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.advocacy.home.sharing import end_share, share, shares_of
from amana.advocacy.shares import Share
from amana.cases.errors import Refused
from amana.portal.acting import act
from amana.portal.mine.outside.showing import day_typed
from amana.portal.mine.owning import Kept, by_owner, not_yours
from amana.portal.understanding import typed_text


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def sharing(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST lets somebody read the case: `name`, `scope`, `until` (a day), `mail` of an account if it is for one alone."""
    if request.method != "POST":
        return render(request, "mine/sharing/shares.html", _page(kept))
    typed = {name: typed_text(request, name, most=254) for name in ("name", "mail", "until", "scope")}
    try:
        until = day_typed(typed["until"], kept.case.zone)
        if until is None:
            raise Refused(_("Write the day as 2026-11-15."))
        until = until.replace(hour=23, minute=59)
        made, token = share(kept.case, name=typed["name"], until=until, scope=typed["scope"], mail=typed["mail"],
                            by=kept.viewer, at=kept.at)  # fmt: skip
    except Refused as refused:
        return render(
            request, "mine/sharing/shares.html", _page(kept) | {"error": refused.sentence, "typed": typed}, status=422
        )
    link = settings.BASE_URL + reverse("portal:shared_case", args=[token])
    return render(request, "mine/sharing/shares.html", _page(kept) | {"made": made, "link": link})


def _page(kept: Kept) -> dict[str, Any]:
    """Return what mine/sharing/shares.html needs."""
    rows = [
        {"share": row, "is_alive": row.ended_at is None and row.until > kept.at, "looks": sorted(row.looks.all(), key=lambda one: one.day),
         "end_url": kept.url("own_share", row.pk)} for row in shares_of(kept.case)
    ]  # fmt: skip
    return kept.frame | {"shares": rows, "action": kept.url("own_sharing"), "scopes": Share.SCOPES, "typed": {}}


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def one_share(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """POST ends a share at once."""
    row = Share.objects.filter(pk=key, case=kept.case).select_related("case").first()
    if row is None:
        return not_yours(request, kept.keeper)
    page = kept.frame | {
        "title": _("End it for %(name)s") % {"name": row.name},
        "sentence": _("The link opens nothing from then on. What was read has been read."),
        "back_url": kept.url("own_sharing"),
        "send_label": _("End it now"),
    }

    def do() -> str:
        end_share(row, by=kept.viewer, at=kept.at)
        return _("The link opens nothing any more.")

    return act(request, page, do)

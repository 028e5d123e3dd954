"""Letting somebody read an own case, or work on it: the keeper's page, and the page the link opens."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amana.advocacy.home.sharing import add_words, end_share, opened, share, shares_of
from amana.advocacy.shares import Share
from amana.cases.errors import Refused
from amana.people.models import Account
from amana.portal.acting import act
from amana.portal.keeping import file_answer
from amana.portal.mine.outside.showing import day_typed
from amana.portal.mine.owning import Kept, by_owner, not_yours
from amana.portal.telling import tell, told_context
from amana.portal.understanding import typed_text
from amana.record.reading import read


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


# ── whom it was shared with ──────────────────────────────────────────────────


def _opened(request: HttpRequest, token: str, at: datetime) -> Share:
    """Return the share of a token, or answer 404; the same for one that ended, that is another's, or that never was."""
    account = request.user if isinstance(request.user, Account) else None
    found = opened(token, account=account, at=at)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def shared_case(request: HttpRequest, token: str) -> HttpResponse:
    """The case as both sides could read it; POST adds `text` where the link allows it. What is the keeper's own stays out."""
    at = timezone.now()
    row = _opened(request, token, at)
    case = row.case
    with translation.override(case.language), timezone.override(ZoneInfo(case.zone or "UTC")):
        error = ""
        if request.method == "POST":
            try:
                add_words(row, text=typed_text(request, "text", most=20_000), at=at)
                messages.success(request, _("Written down, with the hour."))
                return _unlisted(redirect(request.path))
            except Refused as refused:
                error = str(refused.sentence)
        page = _shared_page(request, row, token, at) | {
            "error": error,
            "text": typed_text(request, "text") if error else "",
        }
        return _unlisted(render(request, "mine/sharing/shared.html", page, status=422 if error else 200))


def _shared_page(request: HttpRequest, row: Share, token: str, at: datetime) -> dict[str, Any]:
    case = row.case
    story = tell(
        case, audiences=["shared"], before=request.GET.get("before", ""), url=request.path, at=at,
        file=lambda key: reverse("portal:shared_file", args=[token, key]), answer=lambda _entry: None,
    )  # fmt: skip
    opening = next(
        (one for one in read(case.key, side="customer", audiences=["shared"])[:5] if one.kind == "case.opened"), None
    )
    return {
        "case": case, "share": row, "may_write": row.scope == Share.WRITES, "now": at, "brand_name": "",
        "happened": (opening["happened"] if opening else "") or "", "wanted": (opening["wanted"] if opening else "") or "",
        **told_context(story),
    }  # fmt: skip


@require_safe
def shared_file(request: HttpRequest, token: str, key: UUID) -> HttpResponse:
    """Answer a file of the shared record."""
    return _unlisted(file_answer(request, _opened(request, token, timezone.now()).case.key, key))


def _unlisted(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response

"""The ledger of all own cases, and the ways in which a calendar knows of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amana.advocacy.defining import person_of
from amana.advocacy.following_up import fallen_due
from amana.advocacy.reminding import MEDIA_TYPE, calendar_of, due_of, feed_behind, feed_of, make_feed, revoke_feed
from amana.commitments.models import Commitment
from amana.portal.keeping import as_download
from amana.portal.mine.owning import Keeper, Kept, by_keeper, by_owner, not_yours
from amana.portal.promising import state_of

RINGS_WITHIN = timedelta(minutes=15)


@require_http_methods(["GET", "HEAD", "POST"])
@by_keeper
def calendar(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """POST makes a private feed and shows its address once (`act` = make), or closes it (revoke)."""
    if request.method != "POST":
        return render(request, "mine/reminding/calendar.html", _page(keeper))
    person = person_of(keeper.account)
    if request.POST.get("act") == "revoke":
        revoke_feed(person, at=keeper.at)
        return redirect("portal:mine_calendar")
    token = make_feed(person, at=keeper.at)
    url = settings.BASE_URL + reverse("portal:calendar_feed", args=[token])
    return render(request, "mine/reminding/calendar.html", _page(keeper) | {"feed_url": url, "feed": feed_of(person)})


def _page(keeper: Keeper) -> dict[str, Any]:
    rows = due_of(keeper.person) if keeper.person else []
    late = {one.commitment for one in fallen_due(keeper.person, at=keeper.at)} if keeper.person else set()
    shown = [
        {
            "what": row.action, "who_name": row.owner_name, "due_at": row.due_at, "company": row.case.company.name,
            "state": state_of(row, offer=None, at=keeper.at), "is_mine": row.promiser == "customer",
            "url": reverse("portal:own_promise", args=[row.case.number, row.pk]),
        }
        for row in rows
    ]  # fmt: skip
    return keeper.frame | {
        "promises": shown,
        "late": len(late),
        "feed": feed_of(keeper.person),
        "action": reverse("portal:mine_calendar"),
    }


@require_safe
@by_keeper
def due_now(_request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """Answer what falls due within a quarter of an hour, or did in the last one, as JSON for an open page to ring."""
    rows = [row for row in due_of(keeper.person) if _is_near(row, keeper)] if keeper.person else []
    due = [
        {
            "key": str(row.pk), "title": _("My case with %(company)s") % {"company": row.case.company.name},
            "what": row.action, "url": reverse("portal:own_promise", args=[row.case.number, row.pk]),
        }
        for row in rows[:10]
    ]  # fmt: skip
    return JsonResponse({"due": due})


def _is_near(row: Commitment, keeper: Keeper) -> bool:
    return row.due_at is not None and abs(row.due_at - keeper.at) <= RINGS_WITHIN


@require_safe
@by_owner
def promise_calendar(_request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """Answer one promise as a calendar file."""
    rows = Commitment.objects.visible_to(kept.viewer).filter(case=kept.case, pk=key, due_at__isnull=False)
    row = rows.select_related("case__company", "owner_person", "owner_company", "owner_agent__account").first()
    if row is None or row.state in Commitment.UNCONFIRMED:
        return not_yours(_request, kept.keeper)
    content = calendar_of([row], name=kept.case.company.name, at=kept.at)
    return as_download(content, f"{kept.case.number}.ics", MEDIA_TYPE)


@require_safe
def feed(_request: HttpRequest, token: str) -> HttpResponse:
    """Answer all that is due in somebody's own cases to whoever has the secret address; 404 once it is closed."""
    at = timezone.now()
    found = feed_behind(token[:80], at=at)
    if found is None:
        raise Http404
    account = found.person.account
    with translation.override(account.language if account else "en"):
        content = calendar_of(due_of(found.person), name=_("My cases"), at=at)
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response

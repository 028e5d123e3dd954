"""What became of a promise in an own case, as its keeper says it for both sides."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amana.cases.errors import Refused
from amana.cases.models import CUSTOMER
from amana.commitments.keeping import admit_broken, keep
from amana.commitments.models import Commitment
from amana.commitments.offering import agree_time, offer_time, refuse_time
from amana.portal.acting import act, chosen
from amana.portal.mine.owning import Kept, by_owner, not_yours
from amana.portal.promising import open_offers, show
from amana.portal.understanding import typed_moment, typed_text


def _find(kept: Kept, key: UUID) -> Commitment | None:
    rows = Commitment.objects.visible_to(kept.viewer).filter(case=kept.case, pk=key)
    rows = rows.exclude(state__in=Commitment.UNCONFIRMED)
    return rows.select_related("owner_agent__account", "owner_person", "owner_company", "case").first()


def _page(kept: Kept, found: Commitment, *, title: str, asks: str) -> dict[str, object]:
    """Return the screen on which something is said of a promise, in some words."""
    return kept.frame | {
        "title": title,
        "words": found.action,
        "asks_text": True,
        "text_label": asks,
        "text_rows": 3,
        "send_label": _("Write it down"),
    }


@require_safe
@by_owner
def promise(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """One promise, and what can be said of it."""
    found = _find(kept, key)
    if found is None:
        return not_yours(request, kept.keeper)
    acts = []
    if found.is_outstanding:
        acts = [
            {"label": _("It was kept"), "url": kept.url("own_kept", found.pk)},
            {"label": _("It was not kept"), "url": kept.url("own_broken", found.pk)},
            {"label": _("There is a new time"), "url": kept.url("own_new_time", found.pk)},
            {"label": _("Put it in my calendar"), "url": kept.url("own_promise_calendar", found.pk)},
        ]
    shown = show(found, offer=open_offers([found]).get(found.pk), at=kept.at, url=None)
    page = {"promise": shown, "quote": found.quote, "acts": acts, "ended_at": found.ended_at}
    return render(request, "portal/promise.html", kept.frame | page)


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def was_kept(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """POST says that a promise was kept, and how that is known."""
    found = _find(kept, key)
    if found is None:
        return not_yours(request, kept.keeper)
    title = _("It is done") if found.promiser == CUSTOMER else _("It was kept")
    page = _page(kept, found, title=title, asks=_("What was done, in a few words"))

    def do() -> str:
        keep(found, by=kept.viewer, at=kept.at, note=typed_text(request, "text"))
        return _("It is written down as kept.")

    return act(request, page, do)


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def broken(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """POST says that a promise was not kept."""
    found = _find(kept, key)
    if found is None:
        return not_yours(request, kept.keeper)
    page = _page(kept, found, title=_("It was not kept"), asks=_("What happened instead, in a few words"))

    def do() -> str:
        admit_broken(found, by=kept.viewer, at=kept.at, why=typed_text(request, "text"))
        return _("It is written down as broken.")

    return act(request, page, do)


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def new_time(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """POST writes down a new time and whether its keeper agrees to it; without consent the old promise stays late."""
    found = _find(kept, key)
    if found is None:
        return not_yours(request, kept.keeper)
    is_yours = found.promiser == CUSTOMER
    page = _page(kept, found, title=_("A new time"), asks=_("The reason")) | {
        "fields": [{"name": "due_at", "label": _("By when now?"), "type": "datetime-local"}],
        "is_optional": True,
        "choices_label": "" if is_yours else _("Do you agree to it?"),
        "choices_name": "answer",
        "choices": []
        if is_yours
        else [
            {"value": "agree", "label": _("Yes, the new time stands")},
            {"value": "refuse", "label": _("No, the old time stands")},
        ],
    }

    def do() -> str:
        agrees = is_yours or chosen(request, "answer", {"agree": True, "refuse": False}, _("Choose an answer."))
        _move(request, kept, found, agrees=bool(agrees))
        return _("The new time is written down.")

    return act(request, page, do)


@transaction.atomic
def _move(request: HttpRequest, kept: Kept, found: Commitment, *, agrees: bool) -> None:
    due_at = typed_moment(request.POST.get("due_at", ""))
    if due_at is None:
        raise Refused(_("Write the day and the hour, such as 2026-11-15 18:00."))
    offer = offer_time(found, due_at=due_at, why=typed_text(request, "text", most=500), by=kept.viewer, at=kept.at)
    if agrees:
        agree_time(offer, by=kept.viewer, at=kept.at)
    else:
        refuse_time(offer, by=kept.viewer, at=kept.at)

"""Answering promises: not kept, a new time, released, or never written down."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amana.commitments.claiming import claim as claim_it
from amana.commitments.keeping import dispute, release
from amana.commitments.models import Commitment, Offer
from amana.commitments.offering import agree_time, refuse_time
from amana.portal.acting import act, chosen
from amana.portal.entering import Guest, by_known_device, nothing_here
from amana.portal.promising import may_dispute, may_release, open_offers, promises_of, show
from amana.portal.telling import apart
from amana.portal.understanding import typed_moment, typed_text
from amana.wording.times import moment


def _find(guest: Guest, key: UUID) -> Commitment | None:
    rows = Commitment.objects.visible_to(guest.viewer).filter(case=guest.case, pk=key)
    return rows.select_related("owner_agent__account", "owner_person", "owner_company", "case").first()


@require_safe
@by_known_device
def promise(request: HttpRequest, guest: Guest, key: UUID) -> HttpResponse:
    """One promise: its words, its state, and what can be answered."""
    found = _find(guest, key)
    if found is None:
        return nothing_here(request)
    offer = open_offers([found]).get(found.pk)
    acts = []
    if offer is not None and offer.offered_by == found.promiser:
        acts.append({"label": _("Answer the new time"), "url": guest.url("offer", offer.pk)})
    if may_dispute(found, at=guest.at):
        acts.append({"label": _("This was not kept"), "url": f"{guest.url('not_kept')}?promise={found.pk}"})
    if may_release(found):
        acts.append({"label": _("I no longer need this"), "url": guest.url("release", found.pk)})
    acts = [one for one in acts if one["url"] and not one["url"].startswith("?")]
    shown = show(found, offer=offer, at=guest.at, url=None)
    page = {"promise": shown, "quote": found.quote, "acts": acts, "ended_at": found.ended_at}
    return render(request, "portal/promise.html", guest.frame | page)


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def not_kept(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST says that a promise was not kept; from then on it is disputed, and a lead reads it."""
    rows = {str(p.pk): p for p in promises_of(guest.case, guest.viewer) if may_dispute(p, at=guest.at)}
    asked = request.GET.get("promise", "")
    page = guest.frame | {
        "title": _("This was not kept"),
        "sentence": "" if rows else _("Nothing that was promised to you is due or said to be done."),
        "choices_label": _("Which promise?"),
        "choices_name": "promise",
        "choices": [
            {"value": key, "label": row.action, "is_chosen": key == asked or len(rows) == 1}
            for key, row in rows.items()
        ],
        "asks_text": bool(rows),
        "text_label": _("What happened, or did not"),
        "send_label": _("Say that it was not kept") if rows else "",
    }

    def do() -> str:
        row = chosen(request, "promise", rows, _("Choose the promise that was not kept."))
        dispute(row, by=guest.viewer, at=guest.at, text=typed_text(request, "text"))
        return _("It is written down that this was not kept. It stays open until both sides agree.")

    return act(request, page, do)


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def offer(request: HttpRequest, guest: Guest, key: UUID) -> HttpResponse:
    """POST answers a new time that we offer: the old promise stays until the customer agrees."""
    rows = Offer.objects.filter(pk=key, commitment__case=guest.case, ended_at=None).select_related("commitment__case")
    found = rows.first()
    if found is None or _find(guest, found.commitment_id) is None:
        return nothing_here(request)
    when = moment(found.due_at, zone=timezone.get_current_timezone(), now=guest.at)
    page = guest.frame | {
        "title": _("A new time is offered"),
        "sentence": _("%(action)s: %(when)s instead. %(why)s")
        % {"action": apart(found.commitment.action), "when": when, "why": apart(found.why)},
        "choices_label": _("Your answer"),
        "choices_name": "answer",
        "choices": [
            {"value": "agree", "label": _("I agree to the new time")},
            {"value": "refuse", "label": _("I do not agree; the promise stays as it was")},
        ],
        "send_label": _("Send my answer"),
    }

    def do() -> str:
        answer = chosen(request, "answer", {"agree": True, "refuse": False}, _("Choose an answer."))
        if answer:
            agree_time(found, by=guest.viewer, at=guest.at)
            return _("The new time is agreed.")
        refuse_time(found, by=guest.viewer, at=guest.at)
        return _("The promise stays as it was.")

    return act(request, page, do)


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def released(request: HttpRequest, guest: Guest, key: UUID) -> HttpResponse:
    """POST lets us off a promise."""
    found = _find(guest, key)
    if found is None or not may_release(found):
        return nothing_here(request)
    page = guest.frame | {
        "title": _("I no longer need this"),
        "words": found.action,
        "asks_text": True,
        "text_label": _("Why, if you like"),
        "send_label": _("Release the promise"),
    }

    def do() -> str:
        release(found, by=guest.viewer, at=guest.at, why=typed_text(request, "text"))
        return _("The promise is released.")

    return act(request, page, do)


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def claim(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST writes down a promise that is not in the ledger; a person of ours answers it."""
    page = guest.frame | {
        "title": _("You promised me …"),
        "sentence": _(
            "Write down what is missing in the list of promises. A person will accept it or show you what was said."
        ),
        "asks_text": True,
        "text_label": _("What was promised?"),
        "text_rows": 3,
        "fields": [
            {"name": "who", "label": _("Who promised it?"), "is_optional": True},
            {"name": "when", "label": _("For when?"), "type": "datetime-local", "is_optional": True},
        ],
        "send_label": _("Write it down"),
    }

    def do() -> str:
        when = typed_moment(request.POST.get("when", ""))
        text, who = typed_text(request, "text"), typed_text(request, "who", most=200)
        claim_it(guest.case, action=text, who=who, when=when, by=guest.viewer, at=guest.at, quote=text[:5000])
        return _("It is in the record. You will hear from a person whether it is accepted.")

    return act(request, page, do)

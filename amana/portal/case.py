"""The customer's page of a case: the five answers, what can be done, what was promised, and the whole record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amana.commitments.models import Commitment, Offer
from amana.escalation.climbing import next_rung
from amana.handling.mails.correspondence import address_of
from amana.portal.answering import answers
from amana.portal.calling_back import call_on
from amana.portal.choosing import question_on
from amana.portal.conduct import conduct_of
from amana.portal.ending import ending_of, proposed_on
from amana.portal.entering import Guest, by_known_device
from amana.portal.going_on import onward_of
from amana.portal.helping import acting_page, claims_url
from amana.portal.listening import recordings_beside
from amana.portal.promising import may_dispute, open_offers, promises_of, show
from amana.portal.recognising import note_look
from amana.portal.telling import tell, told_context
from amana.record.reading import Read, head


@require_safe
@by_known_device
def case_page(request: HttpRequest, guest: Guest) -> HttpResponse:
    """GET tells the case; `?before=` the part of its story before some entry. Only the look itself is written down."""
    assert guest.device is not None
    if request.method == "GET":
        note_look(guest.device, guest.case, at=guest.at)
    before = request.GET.get("before", "")
    story = tell(
        guest.case, audiences=["shared"], before=before, url=guest.url(), at=guest.at,
        file=lambda key: guest.url("file", key), answer=lambda entry: _own_version(guest, entry),
        beside=recordings_beside(guest),
    )  # fmt: skip
    if before:
        return render(request, "portal/earlier.html", guest.frame | told_context(story))
    return render(request, "portal/case.html", guest.frame | _told(guest, story.entries) | told_context(story))


def _told(guest: Guest, entries: Sequence[Read]) -> dict[str, Any]:
    """Return what the page says besides the story: what comes next, what was promised, and what can be done."""
    case, promises = guest.case, promises_of(guest.case, guest.viewer)
    offers = open_offers(promises)
    zone, address = timezone.get_current_timezone(), address_of(case.customer) or ""
    return {
        "case": _about(guest),
        "next_step": answers(case, promises, entries, zone=zone, at=guest.at, address=address),
        "promises": [
            show(p, offer=offers.get(p.pk), at=guest.at, url=lambda c: guest.url("promise", c.pk)) for p in promises
        ],
        "offers": [
            {"what": o.commitment.begun, "due_at": o.due_at, "url": guest.url("offer", o.pk)}
            for o in _named(offers, promises)
            if guest.may("offer")
        ],
        "closing": proposed_on(case, guest),
        "ending": ending_of(case, guest),
        "call": call_on(case, guest),
        "conduct": conduct_of(guest),
        "question": question_on(guest),
        "onward": onward_of(guest),
        "links": _links(guest, promises),
        "holder_name": case.holder.name if case.holder else "",
        "seal": {"parts": _parts(head(case.key)[1])},
        "language": get_language(),
    }


def _about(guest: Guest) -> dict[str, Any]:
    case = guest.case
    return {
        "customer_name": guest.name,
        "acts_for": acting_page(guest),
        "claims_url": claims_url(guest),
        "about": case.subject or case.number,
        "number": case.number,
        "is_standstill": case.is_standstill and case.is_open,
    }


def _own_version(guest: Guest, noted: Read) -> tuple[str, str] | None:
    """Where one of us noted a call alone, or showed something, the customer may put their version beside it."""
    is_ours = noted.kind in {"call.noted", "entry.disclosed"} and noted.by.kind == "agent" and guest.may("version")
    return (_("I remember it otherwise"), guest.url("version", noted.id)) if is_ours else None


def _named(offers: dict[UUID, Offer], promises: list[Commitment]) -> list[Offer]:
    """Return our offers of a new time with their promise at hand."""
    rows = {promise.pk: promise for promise in promises}
    for key, offer in offers.items():
        offer.commitment = rows[key]
    return [offer for offer in offers.values() if offer.offered_by == offer.commitment.promiser]


def _parts(fingerprint: str) -> list[str]:
    """Return a fingerprint in pieces, so that it finds room on a telephone."""
    return [fingerprint[start : start + 8] for start in range(0, len(fingerprint), 8)]


def _links(guest: Guest, promises: list[Commitment]) -> dict[str, str]:
    case = guest.case
    links = {
        "write_url": "message",
        "claim_url": "claim",
        "record_url": "record",
        "kept_url": "kept",
        "print_url": "printed",
        "link_url": "link",
        "privacy_url": "privacy",
    }
    links["helpers_url"] = "helpers"
    if any(may_dispute(promise, at=guest.at) for promise in promises):
        links["not_kept_url"] = "not_kept"
    if case.is_open:
        links["standstill_url"] = "standstill"
    if case.is_open and next_rung(case) is not None:
        links["climb_url"] = "next_person"
    links |= {"agree_url": "closing_agreed", "term_url": "closing_refused"}
    return {name: guest.url(screen) for name, screen in links.items()}

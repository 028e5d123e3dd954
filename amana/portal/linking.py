"""The link itself: who looked, a new one in its place, or none."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.cases.links import renew, token_of
from amana.cases.models import CaseLink
from amana.portal.acting import act
from amana.portal.entering import Guest, by_known_device
from amana.portal.models import Device, Look
from amana.portal.recognising import forget_all

MOST_LOOKS = 20


@require_http_methods(["GET", "HEAD"])
@by_known_device
def link(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Who opened this case by a link and when, and what can be done about the link."""
    looks = Look.objects.filter(case=guest.case).select_related("device", "person").order_by("-at")[:MOST_LOOKS]
    page = {
        "looks": looks,
        "devices": Device.objects.known(guest.at).filter(person=guest.link.person).count(),
        "renew_url": guest.url("new_link"),
        "revoke_url": guest.url("no_link"),
        "forget_url": guest.url("devices"),
    }
    return render(request, "portal/link.html", guest.frame | page)


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def new_link(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST puts a new link in the place of this one, which then opens nothing, in whatever mail it stands."""
    page = guest.frame | {
        "title": _("A new link"),
        "sentence": _(
            "This link, and the same one in earlier mails, will open nothing any more. You go on under the new one."
        ),
        "send_label": _("Make a new link"),
    }
    fresh: list[str] = []

    def do() -> str:
        fresh.append(token_of(renew(guest.link, at=guest.at)))
        return _("This page has a new address now. Our next mail will hold it too.")

    response = act(request, page, do)
    return redirect(reverse("portal:case", args=fresh)) if fresh else response


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def no_link(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST revokes the link; the next mail about the case brings another."""
    page = guest.frame | {
        "title": _("Close this link"),
        "sentence": _(
            "Nobody will be able to open this page by this link. The case goes on; our next mail brings a new link."
        ),
        "send_label": _("Close the link"),
    }
    if request.method == "POST":
        CaseLink.objects.filter(pk=guest.link.pk, revoked_at=None).update(revoked_at=guest.at)
        return render(request, "portal/link_closed.html", {"brand_name": guest.frame["brand_name"]})
    return act(request, page, str)


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def devices(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST forgets every browser this person is known in, this one too."""
    page = guest.frame | {
        "title": _("Forget all devices"),
        "sentence": _("Every telephone and computer will ask for a code again, this one too."),
        "send_label": _("Forget them"),
    }

    def do() -> str:
        forget_all(guest.link.person, at=guest.at)
        return ""

    return act(request, page, do)

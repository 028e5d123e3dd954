"""The one door of the portal: a link leads to one case, and only a known device sees what is in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.decorators import decorator_from_middleware
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from amana.cases.links import follow
from amana.cases.models import Case, CaseLink
from amana.handling.mails.saying import zone_of
from amana.handling.speaking import helper_on
from amana.portal.models import Device
from amana.portal.permissions import may_enter
from amana.portal.proving import is_alive, masked
from amana.portal.recognising import device_of
from amana.team.viewing import Viewer, by_link

P = ParamSpec("P")

# A token that belongs to nobody: what cannot be a token is looked up as this one, and takes as long as any other.
NOBODYS = "2" * 32
# The largest request: files of LARGEST_FILES in all, and the words around them.
LARGEST_REQUEST = 27 * 1024 * 1024


@dataclass(frozen=True)
class Guest:
    """Somebody at a link: the case, seen by them alone; `device` is None while they have not proved themselves."""

    link: CaseLink
    case: Case
    token: str
    device: Device | None
    at: datetime
    helps: Viewer | None = None  # for whoever acts for the customer, in their scope

    @property
    def viewer(self) -> Viewer:
        return self.helps or by_link(self.link.person, self.case.key)

    def may(self, screen: str) -> bool:
        """Whether this screen is theirs: all of them the customer's, a helper's those of their scope."""
        return self.helps is None or may_enter(self.helps.scope, screen)

    @property
    def name(self) -> str:
        return self.link.person.name

    def url(self, name: str = "case", *arguments: object) -> str:
        """Return the address of one of this case's screens, "" for one that is not theirs."""
        if not self.may(name):
            return ""
        return reverse(f"portal:{name}", args=[self.token, *arguments])

    @property
    def frame(self) -> dict[str, object]:
        """What every page of this case needs for its frame."""
        brand = self.case.brand.name if self.case.brand else ""
        return {"brand_name": brand, "language_url": self.url("language"), "back_url": self.url(), "now": self.at}


Screen = Callable[Concatenate[HttpRequest, Guest, P], HttpResponse]
Route = Callable[..., HttpResponse]


class FormsWithoutReferrer(CsrfViewMiddleware):
    """Django's guard of forms, for pages that tell nobody where they were.

    `Referrer-Policy: no-referrer` makes a browser send `Origin: null` and no Referer with our own
    forms. The token still has to be right, and Sec-Fetch-Site has to say that the form was ours.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.META.get("HTTP_ORIGIN") == "null":
            return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        return bool(super()._origin_verified(request))  # type: ignore[misc]  # not in the stubs

    def _check_referer(self, request: HttpRequest) -> None:
        """Nothing to check: these pages send none."""


def with_link(view: Screen[P]) -> Route:
    """Open a screen to whoever has a living link; it must show nothing of the case to a guest without a device."""

    @wraps(view)
    def opened(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        length = str(request.META.get("CONTENT_LENGTH") or "")
        if length.isdigit() and int(length) > LARGEST_REQUEST:
            return quiet(render(request, "portal/too_large.html", status=413))
        guest = _guest(request, token)
        if guest is None:
            return nothing_here(request)
        screen = request.resolver_match.url_name if request.resolver_match else ""
        if not guest.may(screen or ""):
            return _not_theirs(request, guest)
        with translation.override(language_of(request, guest)), timezone.override(zone_of(guest.case)):
            return quiet(view(request, guest, *args, **kwargs))

    # The project's own guard would refuse our forms for their missing origin; the one above takes its place.
    guarded = cast(Route, decorator_from_middleware(FormsWithoutReferrer)(opened))
    return csrf_exempt(guarded)


def by_known_device(view: Screen[P]) -> Route:
    """Open a screen to a known device; anybody else with the link finds the door, which asks for a code."""

    def behind_the_door(request: HttpRequest, guest: Guest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if guest.device is None:
            is_front = request.method in {"GET", "HEAD"} and request.path == guest.url()
            return door(request, guest, status=200 if is_front else 403)
        return view(request, guest, *args, **kwargs)

    return wraps(view)(with_link(behind_the_door))


def _not_theirs(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Answer a helper at a screen beyond what the customer allowed."""
    with translation.override(language_of(request, guest)):
        page = {
            "title": _("This is not yours to do"),
            "sentence": _(
                "The customer did not allow it to whoever acts for them. They can change that on their page."
            ),
        }
        return quiet(render(request, "portal/act.html", guest.frame | page, status=403))


def _guest(request: HttpRequest, token: str) -> Guest | None:
    is_shaped = len(token) == 32 and token.isascii() and token.isalnum() and token == token.lower()
    link = follow(token if is_shaped else NOBODYS)
    if link is None:
        return None
    at = timezone.now()
    case, helps = _seen_by(by_link(link.person, link.case_id)), None
    if case is None:
        # Looked up at every request, so that an end or a word of the customer counts from the next click.
        helps = helper_on(link.person, link.case_id, at=at)
        case = _seen_by(helps) if helps is not None else None
    if case is None:
        return None
    return Guest(link, case, token, device_of(request, link.person, at=at), at, helps)


def _seen_by(viewer: Viewer) -> Case | None:
    cases = Case.objects.visible_to(viewer).select_related("brand__week", "company", "customer", "holder__account")
    return cases.filter(pk=viewer.case).first()


def language_of(request: HttpRequest, guest: Guest) -> str:
    """Return the language of a guest: the one the person is known by; before that, the browser's choice or the case's."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if guest.device is None and chosen in dict(settings.LANGUAGES):
        return chosen
    return guest.link.person.language or guest.case.language


def door(request: HttpRequest, guest: Guest, *, error: str = "", status: int = 200) -> HttpResponse:
    """Answer the page that asks for a code; it shows no name, no subject and no number."""
    key = request.session.get(code_slot(guest)) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    page = {
        "address": masked(guest.link),
        "is_sent": bool(key) and is_alive(UUID(key), link=guest.link, at=guest.at),
        "code_url": guest.url("code"),
        "device_url": guest.url("device"),
        "error": error,
    }
    return render(request, "portal/door.html", guest.frame | page, status=status)


def code_slot(guest: Guest) -> str:
    """Return the name under which a session remembers which code it asked for."""
    return f"portal-code-{guest.link.pk}"


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Answer that a link opens nothing; the same for one that never was, was revoked, or leads to another's file."""
    return quiet(render(request, "portal/nothing.html", status=404))


def quiet(response: HttpResponse) -> HttpResponse:
    """Let nobody keep the page, list it, or learn its address from where its reader goes next."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    # Django writes the address of every refusal into its log, and here the address is the key.
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django's own mark
    return response

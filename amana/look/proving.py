"""A door before what is dangerous: whoever comes through has shown a short while ago that it is they who sit there."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

P = ParamSpec("P")
# Where the session keeps the second, by the clock, at which they proved it last.
PROVED = "proved_at"


def proved(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Ask for a fresh proof before this page; a stranger goes on to the view, which has a door of its own.

    A form that was opened in time may be filled in for as long again.
    """

    @wraps(view)
    def ask(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        looks = request.method in {"GET", "HEAD"}
        if not request.user.is_authenticated or is_proved(request, twice=not looks):
            return view(request, *args, **kwargs)
        if not looks:
            messages.error(request, _("That took a while. Show that it is you, and send it once more."))
        back = request.get_full_path() if looks else _page_before(request)
        return redirect(f"{where_to_prove(request)}?{urlencode({'next': back})}")

    return ask


def is_proved(request: HttpRequest, *, twice: bool = False) -> bool:
    """Whether they signed in, or showed who they are, within AMANA_PROOF_MINUTES, or `twice` as long."""
    at = request.session.get(PROVED)
    lasts = settings.PROOF_LASTS.total_seconds() * (2 if twice else 1)
    return isinstance(at, int | float) and 0 <= time.time() - at < lasts


def note_proof(request: HttpRequest) -> None:
    """They have just shown who they are."""
    request.session[PROVED] = time.time()


def where_to_prove(request: HttpRequest) -> str:
    """Return the page on which this account can show who it is: its own ways, else signing in once more."""
    ways = get_adapter(request).get_reauthentication_methods(request.user)
    return str(ways[0]["url"]) if ways else reverse("account_again")


def _page_before(request: HttpRequest) -> str:
    came = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure())
    return came if ours else "/"

"""Every address of the product."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path

from amana.api.incoming.signed import hook
from amana.config import setting_up
from amana.config.watching.answering import live, metrics, ready
from amana.desk.administering.joining import invitation, invitation_link
from amana.desk.administering.setting_up import view as set_up
from amana.desk.connecting.calendars import calendar_feed
from amana.desk.health import health
from amana.look.gallery import gallery
from amana.look.speaking import set_language


def begin(request: HttpRequest) -> HttpResponse:
    """Lead to the desk, to the own cases of somebody who serves nobody, to signing in, or to the first set-up."""
    if request.user.is_authenticated:
        return redirect("desk:queue" if hasattr(request.user, "agent") else "portal:mine")
    return redirect("set_up" if setting_up.is_empty() else "account_login")


handler500 = "amana.config.failing.failed"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", begin),
    path("desk/", include("amana.desk.urls")),
    path("setup/", set_up(setting_up), name="set_up"),
    path("invitation/", invitation, name="invitation"),
    path("invitation/<path:token>", invitation_link, name="invitation_link"),
    path("health/", health, name="health"),
    path("health/live", live, name="live"),
    path("health/ready", ready, name="ready"),
    path("metrics", metrics, name="metrics"),
    path("api/v1/", include("amana.api.opening")),
    path("in/hook/<str:key>/", hook, name="hook_in"),
    path("accounts/", include("amana.config.signing_in.urls")),
    path("calendar/<str:key>.ics", calendar_feed, name="calendar_feed"),
    path("in/", include("amana.api.incoming.urls")),
    path("i18n/setlang/", set_language, name="set_language"),
]
if find_spec("amana.portal.urls"):
    urlpatterns.append(path("", include("amana.portal.urls")))
if settings.DEBUG:
    urlpatterns.append(path("gallery/", gallery))

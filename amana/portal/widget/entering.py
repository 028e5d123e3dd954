"""The door of the widget: pages of the sites a brand named may ask, without cookies, and nobody else's."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from amana.cases.errors import Refused
from amana.counter.models import Widget
from amana.counter.sites import widget_of
from amana.kit.codes import key_in
from amana.team.models import Brand

LARGEST_REQUEST = 256 * 1024
# Seconds for which a browser remembers that a site may ask.
REMEMBERED = "600"
HEADERS = "Authorization, Content-Type, If-None-Match"


@dataclass(frozen=True)
class Visit:
    """A request of a page: for which brand, from which site (empty where the browser names none), and what it sent."""

    widget: Widget
    origin: str
    language: str
    said: dict[str, Any]
    token: str
    at: datetime

    @property
    def brand(self) -> Brand:
        return self.widget.brand

    def text(self, name: str, *, most: int) -> str:
        """Return the words of a field without what no database keeps (NUL, half characters), at most `most` characters."""
        found = self.said.get(name)
        words = found[:most] if isinstance(found, str) else ""
        return words.replace("\0", "").encode("utf-8", "ignore").decode("utf-8").strip()

    def key(self, name: str) -> UUID:
        """Return a key that the page made. Raises Refused where it is none."""
        found = key_in(self.said.get(name))
        if found is None:
            raise Refused(_("This form is too old to be sent. Copy your words and open the page again."))
        return found


Answer = Callable[[HttpRequest, Visit], HttpResponse]


def asked_by(*methods: str) -> Callable[[Answer], Callable[[HttpRequest, UUID], HttpResponse]]:
    """Open a view to pages of the sites of a brand. What a verb refuses is answered as one sentence, with status 422.

    No cookie is read or needed, so another site can do nothing in a visitor's name; what is sent has to come from a
    page of a site the brand named all the same.
    """

    def around(view: Answer) -> Callable[[HttpRequest, UUID], HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def opened(request: HttpRequest, key: UUID) -> HttpResponse:
            widget = widget_of(key)
            if widget is None:
                return _refused("", 404)
            origin = request.headers.get("Origin", "")
            is_theirs = origin in widget.origins
            if request.method == "OPTIONS":
                response = HttpResponse(status=204 if is_theirs else 403)
            elif request.method not in methods:
                response = _refused("", 405)
                response["Allow"] = ", ".join((*methods, "OPTIONS"))
            elif not is_theirs and (origin or request.method == "POST"):
                response = _refused("", 403)
            else:
                response = _answered(request, view, widget, origin)
            return _for_origin(response, origin if is_theirs else "", methods)

        return opened

    return around


def _answered(request: HttpRequest, view: Answer, widget: Widget, origin: str) -> HttpResponse:
    length = str(request.META.get("CONTENT_LENGTH") or "")
    if length.isdigit() and int(length) > LARGEST_REQUEST:
        return _refused("", 413)
    asked = request.GET.get("lang", "")
    language = asked if asked in dict(settings.LANGUAGES) else widget.brand.language
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    visit = Visit(widget, origin, language, _said(request), token, timezone.now())
    with translation.override(language), timezone.override(ZoneInfo(widget.brand.zone)):
        try:
            return view(request, visit)
        except Refused as refused:
            return _refused(str(refused.sentence), 422)


def _said(request: HttpRequest) -> dict[str, Any]:
    if request.method != "POST":
        return {}
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _refused(sentence: str, status: int) -> HttpResponse:
    return JsonResponse({"error": sentence}, status=status)


def too_many() -> HttpResponse:
    """Answer that more came than is taken, and what to do instead."""
    return _refused(_("Too many messages came from here in a short time. Wait ten minutes, or write us a mail."), 429)


def _for_origin(response: HttpResponse, origin: str, methods: tuple[str, ...]) -> HttpResponse:
    response["Vary"] = "Origin"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    if origin:
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Methods"] = ", ".join(methods)
        response["Access-Control-Allow-Headers"] = HEADERS
        response["Access-Control-Expose-Headers"] = "ETag"
        response["Access-Control-Max-Age"] = REMEMBERED
    return response

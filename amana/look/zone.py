"""Shows pages in the reader's own language, and times in their own zone."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


class ReadersZone:
    """Activates the language and zone of whoever is signed in; a page may activate those of a case instead."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            with timezone.override(None):
                return self.get_response(request)
        language, zone = getattr(request.user, "language", ""), getattr(request.user, "zone", "")
        with (
            timezone.override(ZoneInfo(zone) if zone else None),
            translation.override(language or translation.get_language()),
        ):
            response = self.get_response(request)
            response.headers["Content-Language"] = translation.get_language() or language
            return response

"""Saying that one's business or life stands still over a case, or that it goes on again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.handling.facts.standing_still import note_standstill
from amana.portal.acting import act, instead
from amana.portal.entering import Guest, by_known_device
from amana.portal.understanding import typed_text


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def standstill(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST says what stands still, or, where something does, that it goes on again; both sides read it."""
    if not guest.case.is_open:
        return instead(request, guest.url(), _("This case is closed. A word from you opens it again."))
    stops = not guest.case.is_standstill
    page = guest.frame | {
        "title": _("My business or my life stands still over this") if stops else _("It goes on again"),
        "sentence": _("Your case comes before others that are due at the same time, until it goes on again.")
        if stops
        else "",
        "asks_text": True,
        "text_rows": 3,
        "text_label": _("What stands still?") if stops else _("What changed?"),
        "is_optional": not stops,
        "send_label": _("Say it"),
    }

    def do() -> str:
        note_standstill(guest.case, stands_still=stops, text=typed_text(request, "text"), by=guest.viewer, at=guest.at)
        return (
            _("It is written down, and whoever has your case sees it at once.") if stops else _("It is written down.")
        )

    return act(request, page, do)

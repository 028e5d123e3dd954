"""The script itself, and what it shows: the words of one language, the one question, who is there and when."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amana.counter.sites import presence, widget_of
from amana.counter.writing import LONGEST_TEXT, question_of
from amana.portal.strangers.calling import times_on
from amana.portal.widget.entering import Visit, asked_by

SCRIPT = Path(__file__).resolve().parents[1] / "static" / "portal" / "widget" / "widget.js"
# Seconds for which a copy serves: so soon a site notices that the widget has changed, and so long a time is offered.
SCRIPT_KEPT, WORDS_KEPT, TIMES_KEPT = 300, 60, 20


@cache
def _script() -> bytes:
    return SCRIPT.read_bytes()


@require_safe
def script(_request: HttpRequest, key: UUID) -> HttpResponse:
    """The one script a site loads; the same bytes for every brand that has a widget."""
    if widget_of(key) is None:
        raise Http404
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_cache_control(response, public=True, max_age=SCRIPT_KEPT)
    return response


@asked_by("GET")
def shown(_request: HttpRequest, visit: Visit) -> HttpResponse:
    """Everything the widget shows before somebody writes."""
    question, answers = question_of(visit.brand, visit.language)
    here = presence(visit.brand, at=visit.at)
    response = JsonResponse(
        {
            "language": visit.language,
            "dir": "rtl" if visit.language in {"he", "ar"} else "ltr",
            "is_there": here.is_there,
            "presence": here.sentence,
            "has_chat": visit.widget.has_chat,
            "offers_calls": visit.widget.offers_calls,
            "question": question,
            "answers": answers,
            "most": LONGEST_TEXT,
            "page": f"{settings.BASE_URL}{reverse('portal:write_to', args=[visit.brand.pk])}",
            "words": _words(visit),
        }
    )
    patch_cache_control(response, public=True, max_age=WORDS_KEPT)
    return response


@asked_by("GET")
def times(_request: HttpRequest, visit: Visit) -> HttpResponse:
    """The half-hours in which somebody can call."""
    found = times_on(visit.brand, at=visit.at)
    response = JsonResponse({"times": [[one["value"], one["label"]] for one in found]})
    patch_cache_control(response, public=True, max_age=TIMES_KEPT)
    return response


def _words(visit: Visit) -> dict[str, str]:
    return {
        "open": _("Write to us"),
        "title": _("Write to %(name)s") % {"name": visit.brand.name},
        "close": _("Close"),
        "name": _("Your name"),
        "mail": _("Your mail address"),
        "text": _("What happened, and what do you need?"),
        "help": _("An order number helps. Please no passwords and no card numbers."),
        "else": _("Something else"),
        "empty": _("Leave this empty"),
        "call": _("Please call me"),
        "when": _("When suits you?"),
        "none": _("No time is free in the coming days. Write to us, and we find one."),
        "number": _("The number we are to call"),
        "send": _("Send"),
        "sure": _("Send it all the same"),
        "offered": _(
            "Before you send it: this was asked before. Nothing is sent yet, and what you wrote is kept below."
        ),
        "sent": _("Your message is here"),
        "mailed": _("The link to your case goes by mail. An answer to that mail reaches the same person."),
        "unsent": _("It was not sent: the connection is broken. What you wrote is still here; send it again."),
        "closed": _("This does not work here now."),
        "page": _("Write on our own page"),
        "chat": _("Talk here"),
        "form": _("Leave a message"),
        "say": _("Your words"),
        "you": _("Me"),
        "said": _("What was said"),
        "going": _("Go on by mail"),
        "leave": _(
            "Closing this page ends the conversation here. With a mail address you can go on later: the link comes by mail."
        ),
        "gone": _("We wrote to you. The link in that mail leads back to what was said, and answers come there."),
        "ended": _("This conversation has ended here."),
        "back": _("Back"),
    }

"""The one question that decides the line, answered on the page of the case with one click."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.counter.asking import open_question
from amana.handling.talking.hearing import hear
from amana.portal.acting import act, chosen
from amana.portal.entering import Guest, by_known_device


def question_on(guest: Guest) -> dict[str, Any] | None:
    """Return the question that waits on a case with its answers; None when there is none, or it is not theirs to answer."""
    asked = open_question(guest.case) if guest.case.is_open and guest.may("question") else None
    if asked is None or not asked.choices:
        return None
    choices = [{"value": str(place), "label": str(one["text"])} for place, one in enumerate(asked.choices, 1)]
    return {"text": asked.text, "choices": choices, "url": guest.url("question")}


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def question(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST answers with one of the choices; it stands in the record in its words, and who takes it from there is said."""
    asked = question_on(guest)
    choices: list[dict[str, str]] = asked["choices"] if asked else []
    page = guest.frame | {
        "title": asked["text"] if asked else _("This question has already been answered."),
        "choices": choices,
        "choices_label": _("Your answer"),
        "choices_name": "choice",
        "send_label": _("Send") if asked else "",
    }

    def do() -> str:
        words = chosen(request, "choice", {one["value"]: one["label"] for one in choices},
                       _("Choose one of the answers."))  # fmt: skip
        hear(guest.case, words, by=guest.viewer, at=guest.at)
        guest.case.refresh_from_db()
        holder = guest.case.holder
        if holder is None:
            return _("Your answer is in the record.")
        return _("Your answer is in the record. %(name)s takes it from here.") % {"name": holder.name}

    return act(request, page, do)

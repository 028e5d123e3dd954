"""What was said to the customer about the way words were used: read on the page of the case, and answered there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.portal.acting import act
from amana.portal.entering import Guest, by_known_device, nothing_here
from amana.portal.understanding import typed_text
from amana.review.conduct.answering import answer
from amana.review.conduct.models import ConductStep
from amana.review.conduct.stepping import answerable
from amana.review.conduct.wording import words_for

MOST_SHOWN = 5


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def conduct_answer(request: HttpRequest, guest: Guest, key: UUID) -> HttpResponse:
    """GET shows what was written; POST answers it, in the record both sides read."""
    step = answerable(guest.case, key)
    if step is None:
        return nothing_here(request)
    page = guest.frame | {
        "title": _("What we wrote to you"),
        "words": _words(step, guest),
        "asks_text": True,
        "text_rows": 6,
        "text_label": _("Your answer"),
        "send_label": _("Send"),
    }

    def do() -> str:
        answer(step, typed_text(request, "text"), by=guest.viewer, at=guest.at)
        return _("Your answer stands in the record beside it, and a person reads it.")

    return act(request, page, do)


def _words(step: ConductStep, guest: Guest) -> str:
    incidents = list(step.incidents.filter(taken_back_at=None).order_by("-said_at"))
    return words_for(step, incidents, at=guest.at, language=get_language() or "")


def conduct_of(guest: Guest) -> list[dict[str, Any]]:
    """Return what `portal/_conduct.html` needs: the steps of this case that hold, the latest first."""
    rows = ConductStep.objects.filter(case=guest.case, state=ConductStep.TOLD).order_by("-told_at", "-pk")
    return [
        {
            "title": _titles().get(step.kind, ""),
            "at": step.told_at,
            "ends_on": step.ends_on,
            "elsewhere": step.elsewhere,
            "is_answered": step.answered_at is not None,
            "answer_url": guest.url("conduct_answer", step.pk),
            "record_url": guest.url("record") if step.kind in ConductStep.ENDS_SERVICE else "",
        }
        for step in rows[:MOST_SHOWN]
    ]


def _titles() -> dict[str, str]:
    return {
        ConductStep.NOTE: _("Words of yours were written down"),
        ConductStep.WARNING: _("What we ask of you, so that we can go on"),
        ConductStep.CONDITIONS: _("How we go on from here"),
        ConductStep.PARTING: _("Our service to you ends"),
        ConductStep.DECLINING: _("We cannot take this on"),
    }

"""Answering somebody who wrote in public: one sentence of the product's own, that asks them to write privately."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.cases.errors import Refused
from amana.desk.acting import Act, act, posted
from amana.desk.entering import Seat, case_of, seated
from amana.handling.messaging.answering_in_public import answer_in_public, words_in_public
from amana.handling.messaging.replying import chat_of
from amana.wording.isolating import isolated


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def chat_in_public(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Show the sentence as everybody will read it; POST publishes it below their post."""
    case = case_of(seat, number)
    try:
        chat = chat_of(case, key, at=seat.at)
    except Refused as refused:
        raise Http404 from refused
    if not chat.channel.limits.is_also_public:
        raise Http404

    def do(_said: dict[str, Any]) -> None:
        answer_in_public(case, key, by=seat.viewer, at=seat.at)

    is_unanswered = bool(chat.who.in_public) or request.method == "POST"
    words = {"address": isolated(chat.who.address), "words": isolated(words_in_public(case))}
    what = Act(
        title=_("Answer in public"),
        label=_("Publish") if is_unanswered else "",
        back_url=reverse("desk:case", args=[case.number]),
        sentence=_(
            "Everybody will read this below what %(address)s wrote: “%(words)s” Nothing of the case is ever written in "
            "public, and nothing can be added. What you promised stays open."
        )
        % words
        if is_unanswered
        else _("This was answered in public already, or they have written privately since."),
        done=_("It is published within a moment. Everything else goes as a private message."),
        about=case.number,
    )
    return act(request, seat, forms.Form(posted(request)), do, what)

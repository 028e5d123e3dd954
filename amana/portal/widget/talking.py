"""The conversation of the widget: words to us, words from us, and the way on by mail."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.counter.asking import open_question
from amana.counter.conversing import (
    LONGEST_NAME,
    LONGEST_TEXT,
    Said,
    begin,
    conversation_by,
    is_token,
    must_make_sense,
    say,
    stands_at,
    words_of,
)
from amana.counter.going_on import go_on_by_mail
from amana.counter.models import Conversation
from amana.counter.sites import page_on, presence
from amana.counter.writing import LONGEST_MAIL
from amana.portal.widget.entering import Visit, asked_by, too_many
from amana.record.sealing import instant


@asked_by("GET", "POST")
def chat(request: HttpRequest, visit: Visit) -> HttpResponse:
    """GET tells what was said, POST says something; the token of the page opens its own conversation and nothing else."""
    if not visit.widget.has_chat or not is_token(visit.token):
        return JsonResponse({"error": _("This conversation has ended here.")}, status=404)
    found = conversation_by(visit.token, visit.brand, at=visit.at)
    if request.method == "POST":
        return _heard(request, visit, found)
    if found is None:
        return JsonResponse({"error": _("This conversation has ended here.")}, status=404)
    return _told(request, visit, found)


def _heard(request: HttpRequest, visit: Visit, found: Conversation | None) -> HttpResponse:
    said = Said(
        visit.key("key"),
        visit.text("text", most=LONGEST_TEXT + 1),
        visit.text("name", most=LONGEST_NAME),
        page_on(visit.origin, visit.text("page", most=2000)),
    )
    must_make_sense(said)
    if not ratelimit.consume(request, action="chat_words", key=visit.token):
        return too_many()
    if found is not None:
        say(found, said, at=visit.at)
    elif visit.said.get("goes_on"):
        raise Refused(_("This conversation has ended here."))
    elif not _may_begin(request, visit):
        return too_many()
    else:
        begin(visit.brand, said, visit.token, language=visit.language, at=visit.at)
    again = conversation_by(visit.token, visit.brand, at=visit.at)
    if again is None:
        raise Refused(_("This conversation has ended here."))
    return _told(request, visit, again)


def _may_begin(request: HttpRequest, visit: Visit) -> bool:
    return bool(ratelimit.consume(request, action="chat")) and bool(
        ratelimit.consume(request, action="write_to_brand", key=str(visit.brand.pk))
    )


def _told(request: HttpRequest, visit: Visit, conversation: Conversation) -> HttpResponse:
    """Answer with what was said; with nothing but "as before" where the page knows it already."""
    here = presence(visit.brand, at=visit.at)
    tag = f'"{stands_at(conversation, at=visit.at)}-{int(here.is_there)}-{visit.language}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        asked = open_question(conversation.case)
        holder = conversation.case.holder
        response = JsonResponse(
            {
                "presence": here.sentence,
                "holder": _("%(name)s answers here.") % {"name": holder.name} if holder else "",
                "number": conversation.case.number,
                "question": asked.text if asked else "",
                "answers": [str(one["text"]) for one in asked.choices] if asked else [],
                "said": _lines(conversation),
            }
        )
    response["ETag"] = tag
    response["Cache-Control"] = "no-store"
    return response


def _lines(conversation: Conversation) -> list[dict[str, str]]:
    return [
        {
            "key": str(one.id),
            "by": "" if one.kind == "message.received" else str((one["from"] or {}).get("name", "")),
            "text": str(one["text"]),
            "at": instant(one.at),
        }
        for one in words_of(conversation)
    ]


@asked_by("POST")
def mail(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Go on by mail: the conversation ends on the page, and its link goes to the address."""
    found = conversation_by(visit.token, visit.brand, at=visit.at)
    if found is None:
        raise Refused(_("This conversation has ended here."))
    address = visit.text("mail", most=LONGEST_MAIL + 1).lower()
    if len(address) > LONGEST_MAIL:
        raise Refused(_("Write your mail address, so that we can answer."))
    if not ratelimit.consume(request, action="chat_mail", key=address):
        return too_many()
    go_on_by_mail(found, address, at=visit.at)
    return JsonResponse({"is_gone": True})

"""The form of the widget: a message to the brand, and a call at a time that is free."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.counter.sites import LONGEST_NUMBER, page_on
from amana.counter.writing import (
    LONGEST_MAIL,
    LONGEST_NAME,
    LONGEST_TEXT,
    Heard,
    Written,
    call_instead,
    must_make_sense,
    write,
)
from amana.insight.knowledge.finding import answer_to
from amana.insight.knowledge.measuring import OFFERED, note
from amana.portal.strangers.calling import must_be_offered, start_in, taken, times_instead
from amana.portal.widget.entering import Visit, asked_by, too_many

# Quicker than this nobody has written anything: seconds from opening the form until it is sent.
QUICKEST = 2


@asked_by("POST")
def message(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take a message in, as the brand's own page does; or offer, once, what answers it already."""
    said = _written(visit)
    must_make_sense(visit.brand, said, language=visit.language)
    _must_be_meant(visit)
    must_be_offered(visit.brand, said.call_at, at=visit.at)
    if not visit.said.get("sure") and (offered := _offer(request, visit, said.text)):
        return JsonResponse(offered)
    if not _may(request, visit, said.mail):
        return too_many()
    heard = write(visit.brand, said, language=visit.language, at=visit.at)
    return _answered(visit, said, heard)


@asked_by("POST")
def call(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Choose another time for a call, where the first one was taken meanwhile."""
    start, number = start_in(visit.text("call_at", most=40)), visit.text("number", most=LONGEST_NUMBER + 1)
    if start is None or not visit.widget.offers_calls:
        raise taken()
    if not ratelimit.consume(request, action="write_call"):
        return too_many()
    key = visit.key("key")
    heard = call_instead(visit.brand, key, start, number, at=visit.at)
    return _answered(visit, Written(key, "", "", ""), heard)


def _written(visit: Visit) -> Written:
    place, call_at = visit.said.get("place"), start_in(visit.text("call_at", most=40))
    is_place = isinstance(place, int) and not isinstance(place, bool)
    return Written(
        key=visit.key("key"),
        name=visit.text("name", most=LONGEST_NAME),
        mail=visit.text("mail", most=LONGEST_MAIL + 1).lower(),
        text=visit.text("text", most=LONGEST_TEXT + 1),
        place=place if is_place else -1,  # type: ignore[arg-type]  # looked at in the line above
        page=page_on(visit.origin, visit.text("page", most=2000)),
        call_at=call_at if visit.widget.offers_calls else None,
        number=visit.text("number", most=LONGEST_NUMBER + 1),
    )


def _must_be_meant(visit: Visit) -> None:
    """Raises Refused when a program seems to have filled this in; a person is asked to send it once more, and nothing is lost."""
    took = visit.said.get("took")
    is_quick = not isinstance(took, int | float) or took < QUICKEST
    if visit.text("website", most=100) or is_quick:
        raise Refused(_("This came as quickly as only programs write. Look at it once more, and send it again."))


def _may(request: HttpRequest, visit: Visit, mail: str) -> bool:
    return bool(ratelimit.consume(request, action="write", key=mail)) and bool(
        ratelimit.consume(request, action="write_to_brand", key=str(visit.brand.pk))
    )


def _offer(request: HttpRequest, visit: Visit, text: str) -> dict[str, object] | None:
    if not ratelimit.consume(request, action="answer_offer"):
        return None
    found = answer_to(visit.brand, text, visit.language, at=visit.at)
    if found is None:
        return None
    note(found.article_id, OFFERED, at=visit.at)
    return {"offered": {"title": found.title, "text": found.text}}


def _answered(visit: Visit, said: Written, heard: Heard) -> HttpResponse:
    found = times_instead(visit.brand, str(said.key), at=visit.at) if heard.misses_call else []
    times = [[one["value"], one["label"]] for one in found]
    return JsonResponse({"sentence": heard.sentence, "misses_call": heard.misses_call, "times": times})

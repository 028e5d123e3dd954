"""Writing to a brand without a link or an account: one page, and who takes it from there said at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from amana.cases.errors import Refused
from amana.counter.models import WritingForm
from amana.counter.sites import LONGEST_NUMBER
from amana.counter.writing import (
    LONGEST_MAIL,
    LONGEST_NAME,
    LONGEST_TEXT,
    Heard,
    Written,
    call_instead,
    must_make_sense,
    question_of,
    write,
)
from amana.insight.knowledge.finding import answer_to
from amana.insight.knowledge.measuring import OFFERED, note
from amana.insight.models import Version
from amana.kit.codes import key_in, new_id
from amana.portal.strangers.calling import must_be_offered, start_in, times_instead, times_on
from amana.portal.understanding import typed_text
from amana.team.models import Brand

LARGEST_REQUEST = 256 * 1024
MOST_BRANDS = 50
# A field nobody sees: who fills it in is no person.
TRAP = "website"


@require_safe
@never_cache
def writing(request: HttpRequest) -> HttpResponse:
    """The page of the one brand that has one, or the choice among those that have."""
    rows = Brand.objects.filter(writing_form__isnull=False).order_by("name", "pk")
    brands = list(rows[:MOST_BRANDS])
    if not brands:
        raise Http404
    if len(brands) == 1:
        return redirect("portal:write_to", key=brands[0].pk)
    return render(
        request, "portal/strangers/write_choice.html", {"brands": brands, "language_url": reverse("set_language")}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def writing_to(request: HttpRequest, key: UUID) -> HttpResponse:
    """GET asks for name, mail, the one question and the words; POST stores them and says who takes it from there."""
    length = str(request.META.get("CONTENT_LENGTH") or "")
    if length.isdigit() and int(length) > LARGEST_REQUEST:
        return render(request, "portal/too_large.html", status=413)
    form = WritingForm.objects.select_related("brand").filter(brand=key).first()
    if form is None:
        raise Http404
    if request.method != "POST":
        return _page(request, form.brand, {"form_key": new_id()})
    typed = _typed(request)
    if request.POST.get("again"):
        return _call_again(request, form.brand, typed)
    return _sent(request, form.brand, typed)


def _sent(request: HttpRequest, brand: Brand, typed: dict[str, Any]) -> HttpResponse:
    language = get_language() or brand.language
    try:
        said = _said(brand, typed, language)
        must_make_sense(brand, said, language=language)
        must_be_offered(brand, said.call_at, at=timezone.now())
        if request.POST.get(TRAP):
            raise Refused(
                _("A field that people do not see was filled in, as programs do. It is empty again: send it once more.")
            )
    except Refused as refused:
        return _page(request, brand, typed | {"error": refused.sentence}, status=422)
    offered = None if request.POST.get("sure") else _offer(request, brand, said.text, language)
    if offered is not None:
        return _page(request, brand, typed | {"offered": offered})
    if not _may(request, brand, said.mail):
        error = _("Too many messages came from here in a short time. Wait ten minutes, or write us a mail.")
        return _page(request, brand, typed | {"error": error}, status=429)
    return _arrived(request, brand, typed, write(brand, said, language=language, at=timezone.now()))


def _typed(request: HttpRequest) -> dict[str, Any]:
    return {
        "form_key": key_in(request.POST.get("key", "")) or new_id(),
        "name": typed_text(request, "name", most=LONGEST_NAME),
        "mail": typed_text(request, "mail", most=LONGEST_MAIL + 1).lower(),
        "text": typed_text(request, "text", most=LONGEST_TEXT + 1),
        "place": request.POST.get("place", "")[:4],
        "call_at": request.POST.get("call_at", "")[:40],
        "number": typed_text(request, "number", most=LONGEST_NUMBER + 1),
    }


def _may(request: HttpRequest, brand: Brand, mail: str) -> bool:
    return bool(ratelimit.consume(request, action="write", key=mail)) and bool(
        ratelimit.consume(request, action="write_to_brand", key=str(brand.pk))
    )


def _offer(request: HttpRequest, brand: Brand, text: str, language: str) -> Version | None:
    """Return what is answered already, once, before the question is sent; counted without who asked."""
    if not ratelimit.consume(request, action="answer_offer"):
        return None
    found = answer_to(brand, text, language, at=timezone.now())
    if found is not None:
        note(found.article_id, OFFERED, at=timezone.now())
    return found


def _said(brand: Brand, typed: dict[str, Any], language: str) -> Written:
    place = typed["place"]
    if question_of(brand, language)[1] and not (place.isascii() and place.isdecimal()):
        raise Refused(_("Choose one of the answers."))
    number = int(place) if place.isascii() and place.isdecimal() else 0
    call_at = start_in(typed["call_at"]) if times_on(brand, at=timezone.now()) else None
    return Written(
        typed["form_key"], typed["name"], typed["mail"], typed["text"], number, call_at=call_at, number=typed["number"]
    )


def _page(request: HttpRequest, brand: Brand, typed: dict[str, Any], *, status: int = 200) -> HttpResponse:
    question, answers = question_of(brand, get_language() or brand.language)
    choices = [{"value": str(place), "label": answer} for place, answer in enumerate(answers, 1)]
    shown = typed | {"question": question, "choices": choices, "most": LONGEST_TEXT}
    shown["times"] = times_on(brand, at=timezone.now())
    return render(request, "portal/strangers/write.html", _frame(brand) | shown, status=status)


def _arrived(request: HttpRequest, brand: Brand, typed: dict[str, Any], heard: Heard) -> HttpResponse:
    times = times_instead(brand, str(typed["form_key"]), at=timezone.now()) if heard.misses_call else []
    page = typed | {"sentence": heard.sentence, "times": times}
    return render(request, "portal/strangers/written.html", _frame(brand) | page)


def _call_again(request: HttpRequest, brand: Brand, typed: dict[str, Any]) -> HttpResponse:
    """Take another time for the call, after the message was stored; nothing else is sent with it."""
    heard, at = Heard("", misses_call=True), timezone.now()
    if not ratelimit.consume(request, action="write_call"):
        return _arrived(request, brand, typed, heard)
    try:
        start = start_in(typed["call_at"])
        if start is not None:
            heard = call_instead(brand, typed["form_key"], start, typed["number"], at=at)
    except Refused as refused:
        heard = Heard(str(refused.sentence), misses_call=True)
    return _arrived(request, brand, typed, heard)


def _frame(brand: Brand) -> dict[str, Any]:
    return {"brand_name": brand.name, "language_url": reverse("set_language")}

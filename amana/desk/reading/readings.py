"""What a machine read in one entry: each finding with its words, its reason and how sure it is, and put right with a click."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.desk.entering import Seat, case_of, seated
from amana.desk.framing import page
from amana.desk.reading.suggestions import NOTHING, Heard, suggestions_of, with_sources
from amana.desk.reading.translations import translation_of
from amana.readings.correcting import Place, as_people_left_it, correct, labels_for
from amana.readings.finding import Kept
from amana.readings.models import COMPANY, CUSTOMER, Reading
from amana.readings.permissions import may
from amana.readings.wording import name_of, shown, tone_of
from amana.record.reading import read
from amana.writing import Context
from amana.writing.answering import SURE, open_questions
from amana.writing.drafts import Draft

# Among so many of the newest entries a later answer of ours is looked for, in so many letters of it.
LATEST = 200
LONGEST_ANSWERS = 20_000


@seated
@require_safe
def entry_reading(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """What was read in an entry; inside the page of the case when a script asks, else a page of its own."""
    case = case_of(seat, number)
    return answer(request, seat, case, reading_of(seat, case, key))


@seated
@require_POST
def entry_reading_corrections(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Say of a finding that it is right or wrong, or name one that was missed: `verdict`, `what` (kind:label), `quote`."""
    case = case_of(seat, number)
    row = reading_of(seat, case, key)
    said = request.POST
    kind, _colon, label = said.get("what", "").partition(":")
    try:
        correct(row, Place(kind, label, said.get("quote", "")), said.get("verdict", ""), by=seat.viewer, at=seat.at)
    except Refused as refused:
        return answer(request, seat, case, row, error=str(refused.sentence), quote=said.get("quote", ""))
    if request.headers.get("HX-Request"):
        return answer(request, seat, case, row)
    return redirect("desk:entry_reading", number=case.number, key=key)


def reading_of(seat: Seat, case: Case, key: UUID) -> Reading:
    """Return what was read in an entry of this case, for whoever may read it. Raises Http404."""
    if not may(seat.viewer, "read", case):
        raise Http404
    rows = Reading.objects.visible_to(seat.viewer).filter(case=case, read_at__isnull=False)
    return get_object_or_404(rows.select_related("case"), pk=key)


def answer(
    request: HttpRequest,
    seat: Seat,
    case: Case,
    row: Reading,
    *,
    error: str = "",
    quote: str = "",
    heard: Heard = NOTHING,
) -> HttpResponse:
    """Answer with what was read in an entry; `heard` is what a language model just said of it."""
    asked = suggestions_of(case, row, seat, heard)
    told = _told(case, row, seat) | asked | {"error": error, "missed_quote": quote}
    context = {"reading": told, "case": case, "translation": translation_of(case, row, seat)}
    status = 422 if error or heard.error else 200
    if request.headers.get("HX-Request"):
        # A script swaps in what was answered well; the sentence inside says what went wrong.
        return render(request, "desk/reading/_reading.html", context)
    return page(request, seat, "desk/reading/reading.html", context, name="queue", status=status)


def _told(case: Case, row: Reading, seat: Seat) -> dict[str, Any]:
    """Return what desk/reading/_reading.html needs."""
    found = with_sources(as_people_left_it([row])[row.pk], row)
    is_ours = row.side == COMPANY
    groups = _ours(found) if is_ours else _theirs(found, case, row, seat)
    return {
        "id": row.pk,
        "groups": [group for group in groups if group["lines"]],
        "tone": tone_of(row.heat) if row.side == CUSTOMER else "",
        "may_correct": may(seat.viewer, "correct", case),
        "correct_url": reverse("desk:entry_reading_corrections", args=[case.number, row.pk]),
        "back_url": reverse("desk:case", args=[case.number]),
        "missing": [{"value": f"{kind}:{label}", "name": name_of(kind, label)} for kind, label in labels_for(row.side)],
    }


def _ours(found: list[Kept]) -> list[dict[str, Any]]:
    return [
        {"title": _("Marks of service"), "lines": _lines(found, "mark")},
        {"title": _("May press the customer"), "lines": _lines(found, "tactic")},
    ]


def _theirs(found: list[Kept], case: Case, row: Reading, seat: Seat) -> list[dict[str, Any]]:
    questions = [one for one in found if one["kind"] == "question"]
    left_open = _left_open([one["quote"] for one in questions], case, row, seat)
    lines = []
    for one in questions:
        is_known = one["confidence"] >= SURE
        state = _("still open") if one["quote"] in left_open else _("answered") if is_known else ""
        lines.append(shown(one) | {"state": state})
    return [
        {"title": _("What they want"), "lines": _lines(found, "wanted", "request")},
        {"title": _("Tried already"), "lines": _lines(found, "tried")},
        {"title": _("Questions"), "lines": lines},
        {"title": _("Tone"), "lines": _lines(found, "feeling")},
    ]


def _lines(found: list[Kept], *kinds: str) -> list[dict[str, Any]]:
    return [shown(one) for one in found if one["kind"] in kinds]


def _left_open(questions: list[str], case: Case, row: Reading, seat: Seat) -> set[str]:
    """Return the questions that nothing we wrote afterwards seems to answer."""
    if not questions:
        return set()
    said = read(case.key, side="company", audiences=["shared"], most=LATEST)
    later = [str(one["text"] or "") for one in said if one.kind == "message.sent" and one.at > row.at]
    answers = "\n\n".join(reversed(later))[:LONGEST_ANSWERS]
    if not answers.strip():
        return set(questions)
    week = case.brand.week.working if case.brand else None
    context = Context(at=seat.at, week=week, asked="\n".join(questions), locale=case.language)
    still = {" ".join(one.quote.split()) for one in open_questions(Draft(answers, context))}
    return {quote for quote in questions if " ".join(quote.split()) in still}

"""Questions by mail to somebody outside the desk: asking, the thread, and saying that no answer is waited for."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amana.cases.errors import Refused
from amana.cases.models import Case, Tie
from amana.cases.tracing import goes_on_in
from amana.desk.acting import posted
from amana.desk.composing.composer import attached
from amana.desk.entering import Seat, case_of, seated
from amana.desk.forms.outside import FurtherForm, QuestionForm
from amana.desk.framing import page
from amana.desk.hanging import ALL, Hanging
from amana.handling.models import Question, QuestionMail
from amana.handling.outside.asking import QUOTABLE, Asking, ask_outside, end_question
from amana.kit.codes import key_in, new_id
from amana.look.telling import Links, Teller, story
from amana.record.reading import entries, read
from amana.wording.isolating import isolated
from amana.wording.times import short_moment

FORM = require_http_methods(["GET", "HEAD", "POST"])
MOST_OFFERED = 60
MOST_SHOWN, MOST_ON_CARD = 20, 5
MOST_MAILS = 100
SHOWN = 120


def questions_card(case: Case, *, there: Hanging = ALL) -> dict[str, Any]:
    """Return what desk/outside/_questions.html needs: the newest threads, the open ones first.

    What was asked on a case that was put together with this one is asked for by the tie between the two.
    """
    merged = Tie.objects.filter(other=case, kind=Tie.MERGED, ended_at=None).values("case")
    theirs = Question.objects.filter(Q(case=case) | Q(case__in=merged))
    rows = list(theirs.order_by("-asked_at")[:MOST_SHOWN]) if there & {Question, Tie} else []
    rows.sort(key=lambda row: row.ended_at is not None)
    return {
        "url": reverse("desk:questions", args=[case.number]),
        "rows": [
            {
                "name": str(row), "subject": row.subject, "asked_at": row.asked_at, "answered_at": row.answered_at,
                "again_at": row.again_at, "is_ended": row.ended_at is not None,
                "url": reverse("desk:question", args=[case.number, row.pk]),
            }
            for row in rows[:MOST_ON_CARD]
        ],
    }  # fmt: skip


@seated
@FORM
def questions(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Ask somebody outside."""
    case = case_of(seat, number)
    initial = {"key": str(new_id()), "language": case.brand.language if case.brand else case.language,
               "promise": _usual_promise(case)}  # fmt: skip
    form = QuestionForm(posted(request), entries=_offered(case, seat), initial=initial)
    if request.method == "POST" and form.is_valid():
        return _ask(request, seat, case, form, None)
    return _page(request, seat, case, form)


@seated
@FORM
def question(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """The thread with one person outside, and asking them further."""
    case = case_of(seat, number)
    row = _question_of(case, key)
    initial = {"key": str(new_id()), "promise": _usual_promise(case)}
    form = FurtherForm(posted(request), entries=_offered(case, seat), initial=initial)
    if request.method == "POST" and form.is_valid():
        return _ask(request, seat, case, form, row)
    return _page(request, seat, case, form, row)


@seated
@require_POST
def question_end(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """No answer is waited for any more."""
    case = case_of(seat, number)
    end_question(_question_of(case, key), by=seat.viewer, at=seat.at)
    messages.success(request, _("It is written down. If an answer comes all the same, it is kept here."))
    return redirect("desk:case", number=case.number)


def _question_of(case: Case, key: UUID) -> Question:
    """Return a question of this case, or of one that goes on in it. Raises Http404."""
    row = get_object_or_404(Question, pk=key)
    if row.case_id != case.key and goes_on_in(row.case_id) != case.key:
        raise Http404
    return row


def _ask(request: HttpRequest, seat: Seat, case: Case, form: FurtherForm, thread: Question | None) -> HttpResponse:
    said = form.cleaned_data
    try:
        asking = Asking(
            said["text"], to=said.get("to", ""), name=said.get("name", ""), subject=said.get("subject", ""),
            language=said.get("language", ""), quotes=[UUID(one) for one in said["entries"]],
            files=attached(request.FILES.getlist("files")), again_at=said["again_at"], promise=said["promise"],
            key=key_in(said["key"]) or new_id(),
        )  # fmt: skip
        asked = ask_outside(case, asking, by=seat.viewer, at=seat.at, thread=thread)
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        return _page(request, seat, case, form, thread)
    if asked is not None:
        messages.success(request, _("It is asked. The answer comes into this case, and only colleagues read it."))
    return redirect("desk:case", number=case.number)


def _page(
    request: HttpRequest, seat: Seat, case: Case, form: FurtherForm, thread: Question | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"case": case, "form": form, "thread": thread, "may_ask": case.is_open}
    if thread is not None:
        context |= {"days": _thread(thread, case, seat.at),
                    "end_url": reverse("desk:question_end", args=[case.number, thread.pk])}  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return page(request, seat, "desk/outside/question.html", context, name="queue", status=status)


def _thread(row: Question, case: Case, at: datetime) -> list[dict[str, Any]]:
    keys = QuestionMail.objects.filter(question=row).order_by("-at").values_list("entry", flat=True)[:MOST_MAILS]
    said = sorted(entries(list(keys), side="company").values(), key=lambda one: (one.at, one.number))
    links = Links(
        file=lambda key: reverse("desk:file", args=[case.number, key]),
        raw=lambda one: reverse("desk:entry_raw", args=[case.number, one.id]),
    )
    return story(said, Teller("company", links, at, case.brand.name if case.brand else ""))


def _offered(case: Case, seat: Seat) -> list[tuple[str, str]]:
    """Return the latest words that may be quoted, the newest first."""
    zone = timezone.get_current_timezone()
    said = read(case.key, side="company", most=MOST_OFFERED)
    return [
        (str(one.id), f"{short_moment(one.at, zone=zone, now=seat.at)} · "
                      f"{isolated(Truncator(' '.join(str(one['text']).split())).chars(SHOWN))}")
        for one in reversed(said) if one.kind in QUOTABLE and one["text"]
    ]  # fmt: skip


def _usual_promise(case: Case) -> str:
    with translation.override(case.language):
        return _("We have asked somebody who can tell, and report to you")

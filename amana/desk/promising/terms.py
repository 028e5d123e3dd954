"""Terms of an ending at the desk: written down early in one line, met, or dropped."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.cases.models import COMPANY, Case
from amana.desk.acting import Act, act, posted
from amana.desk.administering.placing import FORM
from amana.desk.entering import Seat, case_of, seated
from amana.desk.forms.ending import MetForm, TermForm
from amana.desk.forms.saying import ReasonForm
from amana.desk.hanging import ALL, Hanging
from amana.handling.facts.stipulating import done_for, drop_term, kept_on, meet_term, terms_of, write_term
from amana.handling.models import Care, Term
from amana.record.reading import entry


@seated
@FORM
def terms(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Write down what must be true for the case to be over."""
    case = case_of(seat, number)
    sentence = _(
        "It helps where it matters: a proposal to close then says what was done for it. A simple case needs none."
    )
    what = _act(case, _("A term of the ending"), _("Write it down"), sentence)
    return act(
        request,
        seat,
        TermForm(posted(request)),
        lambda said: write_term(case, said["text"], by=seat.viewer, at=seat.at),
        what,
    )


def _act(case: Case, title: str, label: str, sentence: str = "") -> Act:
    return Act(title, label, reverse("desk:case", args=[case.number]), sentence, about=case.subject)


def _found(seat: Seat, key: UUID) -> Term:
    rows = Term.objects.filter(case__in=Case.objects.visible_to(seat.viewer), dropped_at=None)
    return get_object_or_404(rows.select_related("case"), pk=key)


@seated
@FORM
def term_met(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Say by what a term is met; the promise kept that is most like it stands there already."""
    row = _found(seat, key)
    form = MetForm(posted(request), initial={"done": done_for(row.text, kept_on(row.case))})
    what = _act(row.case, _("This term is met"), _("Write it down"), row.text)
    return act(request, seat, form, lambda said: meet_term(row, said["done"], by=seat.viewer, at=seat.at), what)


@seated
@FORM
def term_dropping(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Drop a term of our own, with the reason."""
    row = _found(seat, key)
    what = _act(row.case, _("Drop this term"), _("Drop it"), row.text)
    return act(
        request,
        seat,
        ReasonForm(posted(request)),
        lambda said: drop_term(row, why=said["why"], by=seat.viewer, at=seat.at),
        what,
    )


def ending_card(case: Case, *, there: Hanging = ALL) -> dict[str, Any]:
    """Return what desk/promising/_terms.html needs: the terms as they stand, and how the customer felt when it was over."""
    rows = terms_of(case) if Term in there else []
    care = None if case.is_open or Care not in there else Care.objects.filter(case=case).first()
    said = entry(care.entry, side="company") if care is not None else None
    return {
        "terms": [_shown(row, case) for row in rows],
        "add_url": reverse("desk:terms", args=[case.number]) if case.is_open else "",
        "care": {
            "answer": care.get_answer_display(),
            "text": (said["text"] or "") if said is not None else "",
            "at": care.at,
        }
        if care is not None
        else None,
    }


def _shown(row: Term, case: Case) -> dict[str, Any]:
    is_open = case.is_open and not row.is_met
    return {
        "text": row.text,
        "done": row.done,
        "is_met": row.is_met,
        "is_theirs": row.written_by != COMPANY,
        "met_url": reverse("desk:term_met", args=[row.pk]) if is_open else "",
        "drop_url": reverse("desk:term_dropping", args=[row.pk]) if is_open and row.written_by == COMPANY else "",
    }

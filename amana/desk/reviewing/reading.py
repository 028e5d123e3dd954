"""Reading one case of a sample: its whole record, what the machine found beside it, and what a person sees."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from amana.cases.models import Case
from amana.desk.acting import accepted, posted
from amana.desk.casework.printing import covered_on_paper
from amana.desk.entering import Seat, seated
from amana.desk.forms.fields import words
from amana.desk.framing import page
from amana.desk.reviewing.samples import sample_of
from amana.look.printing import Wanted, paper
from amana.review.leaks.wording import reason_of
from amana.review.models import Leak
from amana.review.reviewing.judging import judge, kinds
from amana.review.reviewing.models import LONGEST, Drawn, Review

MOST_READERS = 20


class ReadingForm(forms.Form):
    """What was done well, which leaks are there, and what else there is to say."""

    praise = words(
        gettext_lazy("What was done well"),
        required=False,
        rows=3,
        most=LONGEST,
        help_text=gettext_lazy("Whoever works on this case reads it there."),
    )
    seen = forms.MultipleChoiceField(
        label=gettext_lazy("What you see in it"),
        required=False,
        choices=Leak.KINDS,
        widget=forms.CheckboxSelectMultiple,
    )
    remarks = words(gettext_lazy("What the machine cannot see"), required=False, rows=3, most=LONGEST)


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def reading_of(request: HttpRequest, seat: Seat, key: UUID, place: int) -> HttpResponse:
    """One case of a sample with the form of whoever reads it; what others saw is shown once one's own is written down."""
    drawn = _drawn(seat, key, place)
    reviews = list(
        Review.objects.filter(drawn=drawn).select_related("reviewer").prefetch_related("judgements")[:MOST_READERS]
    )
    mine = next((one for one in reviews if one.reviewer_id == seat.agent.pk), None)
    found = list(Leak.objects.filter(case=drawn.case, gone_at=None))
    form = ReadingForm(posted(request), initial=_so_far(mine))

    def write(said: dict[str, Any]) -> None:
        judge(drawn, found=request.POST.getlist("found"), **said, by=seat.viewer, at=seat.at)

    if request.method == "POST" and accepted(form, write):
        messages.success(request, _("Your reading is kept."))
        return redirect(_next(drawn, seat))
    wanted = Wanted("company", ("shared", "company"), request.GET.get("before", ""), covered=covered_on_paper)
    told = paper(drawn.case, wanted, at=seat.at)
    context = {
        "drawn": drawn,
        "case_url": reverse("desk:case", args=[drawn.case.number]),
        "back_url": reverse("desk:sample", args=[key]),
        "days": told["days"],
        "earlier_url": f"?before={told['before']}" if told["earlier"] else "",
        "found": [_found(one, seat) for one in found],
        "form": None if seat.agent.only_reads else form,
        "others": [_other(one) for one in reviews if one != mine] if mine or seat.agent.only_reads else [],
    }
    status = 422 if form.is_bound else 200
    return page(request, seat, "desk/reviewing/reading.html", context, name="insight", status=status)


def _drawn(seat: Seat, key: UUID, place: int) -> Drawn:
    rows = Drawn.objects.select_related("sample", "case__brand", "case__customer", "case__company")
    seen = Case.objects.visible_to(seat.viewer)
    return get_object_or_404(rows, sample=sample_of(seat, key), place=place, case__in=seen)


def _so_far(mine: Review | None) -> dict[str, Any]:
    """Return what the form begins with: what was written down before, or nothing; what a person sees they say themselves."""
    if mine is None:
        return {}
    there = [one.kind for one in mine.judgements.all() if one.is_there]
    return {"seen": there, "praise": mine.praise, "remarks": mine.remarks}


def _next(drawn: Drawn, seat: Seat) -> str:
    """Return the next case that this agent has not read; when all are, the sample."""
    left = Drawn.objects.filter(sample=drawn.sample).exclude(reviews__reviewer=seat.agent).order_by("place")
    following = left.filter(place__gt=drawn.place).first() or left.first()
    if following is None:
        return reverse("desk:sample", args=[drawn.sample_id])
    return reverse("desk:reading_of", args=[drawn.sample_id, following.place])


def _found(row: Leak, seat: Seat) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "name": row.get_kind_display(),
        "words": reason_of(row, zone=timezone.get_current_timezone(), now=seat.at),
        "is_disputed": row.disputed_at is not None,
        "why": row.disputed_why,
    }


def _other(review: Review) -> dict[str, Any]:
    """Return what another reader saw, without their name: the judgement counts, not whose it was."""
    there = {one.kind for one in review.judgements.all() if one.is_there}
    names = dict(Leak.KINDS)
    return {
        "seen": [names[kind] for kind in kinds() if kind in there],
        "praise": review.praise,
        "remarks": review.remarks,
    }

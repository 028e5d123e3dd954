"""Samples of cases: drawing one, what is in it, and how far those who read agree."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from amana.desk.acting import accepted, posted
from amana.desk.entering import Seat, leads_only, seated
from amana.desk.forms.offering import row_choice
from amana.desk.framing import page
from amana.review.models import Leak
from amana.review.reviewing.agreeing import Agreement, between_readers, with_the_machine
from amana.review.reviewing.drawing import MOST_DRAWN, USUAL, draw
from amana.review.reviewing.models import Drawn, Review, Sample
from amana.team.models import Brand

MOST_SHOWN = 50
TWO_WEEKS = timedelta(days=13)


class SampleForm(forms.Form):
    """From when to when, how many, and of which brand where there are several."""

    brand = forms.ModelChoiceField(label=gettext_lazy("Brand"), queryset=Brand.objects.none(), empty_label=None)
    since = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    number = forms.IntegerField(label=gettext_lazy("How many by chance"), min_value=1, max_value=MOST_DRAWN)

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        today = timezone.localtime(seat.at).date()
        first = {"since": (today - TWO_WEEKS).isoformat(), "until": today.isoformat(), "number": USUAL}
        super().__init__(*args, **({"initial": first} | kwargs))
        brands = Brand.objects.filter(pk__in=seat.brands).order_by("name")
        row_choice(self, "brand").queryset = brands
        self.fields["brand"].initial = brands.first()
        if len(seat.brands) == 1:
            del self.fields["brand"]


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def samples(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The samples of one's brands, the latest first, and drawing another."""
    leads_only(seat)
    form = SampleForm(posted(request), seat=seat)
    drawn: list[Sample] = []

    def take(said: dict[str, Any]) -> None:
        days = {name: said[name] for name in ("since", "until", "number")}
        brand = said.get("brand") or Brand.objects.get(pk__in=seat.brands)
        drawn.append(draw(brand, by=seat.viewer, at=seat.at, **days))

    if request.method == "POST" and accepted(form, take):
        return redirect("desk:sample", key=drawn[0].pk)
    rows = Sample.objects.filter(brand__in=seat.brands).select_related("brand").order_by("-drawn_at")[:MOST_SHOWN]
    context = {"rows": rows, "has_brands": len(seat.brands) > 1, "form": None if seat.agent.only_reads else form}
    status = 422 if form.is_bound else 200
    return page(request, seat, "desk/reviewing/samples.html", context, name="insight", status=status)


@seated
@require_safe
def sample(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """The cases of a sample, in no order that tells anything; what was praised; and how far those who read agree."""
    row = sample_of(seat, key)
    drawn = list(row.cases.select_related("case__customer").order_by("place"))
    reviews = list(Review.objects.filter(drawn__sample=row).order_by("ended_at"))
    mine = {one.drawn_id for one in reviews if one.reviewer_id == seat.agent.pk}
    by_place = {one.pk: one for one in drawn}
    context = {
        "sample": row,
        "rows": [_drawn(one, row, mine, reviews) for one in drawn],
        "left": len(drawn) - len(mine),
        "next_url": next((_url(row, one) for one in drawn if one.pk not in mine), ""),
        "may_read": not seat.agent.only_reads,
        "praised": [
            {"text": one.praise, "case": by_place[one.drawn_id].case} for one in reviews if one.praise and _is_open(one, mine, seat)
        ],
        "agreement": _agreements(with_the_machine(row)) if reviews else [],
        "between": _said(between) if (between := between_readers(row)) else None,
    }  # fmt: skip
    return page(request, seat, "desk/reviewing/sample.html", context, name="insight")


def sample_of(seat: Seat, key: UUID) -> Sample:
    """Return a sample of a brand this agent leads, or reads as an auditor. Raises Http404."""
    leads_only(seat)
    return get_object_or_404(Sample.objects.select_related("brand"), pk=key, brand__in=seat.brands)


def _url(row: Sample, one: Drawn) -> str:
    return reverse("desk:reading_of", args=[row.pk, one.place])


def _is_open(review: Review, mine: set[int], seat: Seat) -> bool:
    """Whether one may know what another wrote of a case: once one's own reading of it is written down."""
    return review.drawn_id in mine or seat.agent.only_reads


def _drawn(one: Drawn, row: Sample, mine: set[int], reviews: list[Review]) -> dict[str, Any]:
    return {
        "place": one.place,
        "url": _url(row, one),
        "subject": one.case.subject or one.case.number,
        "customer": one.case.customer,
        "why": one.get_why_display(),
        "is_mine": one.pk in mine,
        "readers": sum(review.drawn_id == one.pk for review in reviews),
    }


def _agreements(found: dict[str, Agreement]) -> list[dict[str, Any]]:
    names = dict(Leak.KINDS)
    return [{"name": names[kind], **_said(one)} for kind, one in found.items() if one.of]


def _said(one: Agreement) -> dict[str, Any]:
    kappa = one.kappa
    return {
        "both": one.both,
        "first": one.first,
        "second": one.second,
        "neither": one.neither,
        "alike": one.alike,
        "of": one.of,
        "kappa": f"{kappa:.2f}" if kappa is not None else "",
    }

"""Fields of a team's own: what they say of a case, and the page on which leads define them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amana.cases.models import Case, Field, Tag, Value
from amana.desk.acting import Act, act, posted
from amana.desk.administering.placing import FORM
from amana.desk.carrying.noting import noted, noting
from amana.desk.entering import Seat, brand_of, case_of, leads_only, seated
from amana.desk.forms.labels import FieldForm, ValuesForm
from amana.desk.framing import page
from amana.handling.facts import describing, tagging
from amana.handling.facts.describing import MOST_FIELDS, change, define, describe, fields_of, values_of
from amana.team.models import Brand

MOST_TAGS = 200


@seated
@FORM
def case_fields(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Write down what the fields of the team say of a case."""
    case = case_of(seat, number)
    fields = fields_of(case)
    form = ValuesForm(posted(request), fields=fields, values=values_of(case), viewer=seat.viewer)
    sentence = "" if fields else _("Your team asks nothing of its own yet. A lead adds fields in the settings.")
    what = Act(
        _("What we know of this case"),
        _("Save"),
        reverse("desk:case", args=[case.number]),
        sentence,
        about=case.subject,
    )
    return act(request, seat, form, lambda said: describe(case, form.typed(said), by=seat.viewer, at=seat.at), what)


def described(case: Case) -> dict[str, Any] | None:
    """Return the card of a case's fields; None where nothing is asked and nothing known."""
    fields, values = fields_of(case), values_of(case)
    asked = {field.pk for field in fields}
    rows = [_row(field, values.get(field.pk)) for field in fields]
    rows += [_row(value.field, value) for key, value in values.items() if key not in asked]
    return {"rows": rows, "url": reverse("desk:case_fields", args=[case.number])} if rows else None


def _row(field: Field, value: Value | None) -> dict[str, Any]:
    shown = {"name": field.name, "value": "", "url": ""}
    if value is None:
        return shown
    is_person = field.kind == Field.PERSON and value.person_id
    url = reverse("desk:person", args=[value.person_id]) if is_person else ""
    return shown | {"value": _day(value.day) if value.day else value.text, "url": url}


def _day(day: date) -> str:
    return str(formats.date_format(day, "DATE_FORMAT"))


# ── settings ─────────────────────────────────────────────────────────────────


@seated
@require_safe
def labels(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """The fields and tags of a brand, with those that are no longer used."""
    brand = brand_of(seat, key)
    context = {
        "brand": brand,
        "fields": Field.objects.filter(brand=brand).select_related("team").order_by("position", "name")[:MOST_FIELDS],
        "tags": Tag.objects.filter(brand=brand).order_by("folded")[:MOST_TAGS],
    }
    return page(request, seat, "desk/administering/labels.html", context, name="settings")


@seated
@FORM
def label_fields(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Add a field to the cases of a brand."""
    brand = brand_of(seat, key)
    form = FieldForm(posted(request))
    return act(
        request, seat, form,
        noting(lambda said: define(brand, kind=said["kind"], by=seat.viewer, **form.said(said)), seat, "fields",
               brand=brand),
        _act(brand, _("Ask something new"), _("Add it")),
    )  # fmt: skip


@seated
@FORM
def label_field(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Change what a field is called, its list and its place."""
    row = _field(seat, key)
    form = FieldForm(posted(request), field=row)
    what = _act(row.brand, row.name, _("Save"), _("What was written down in it stays as it is."))
    do = noting(lambda said: change(row, by=seat.viewer, **form.said(said)), seat, "fields", pk=row.pk)
    return act(request, seat, form, do, what)


@seated
@require_POST
def label_field_retirement(_request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Ask a field no longer, or again; values are never deleted."""
    row = _field(seat, key)
    with noted("fields", by=seat.agent, at=seat.at, pk=row.pk):
        if row.retired_at is None:
            describing.retire(row, by=seat.viewer, at=seat.at)
        else:
            describing.bring_back(row, by=seat.viewer)
    return redirect("desk:labels", key=row.brand_id)


@seated
@require_POST
def label_tag_retirement(_request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Let a tag be used no longer, or again."""
    leads_only(seat)
    row = get_object_or_404(Tag, pk=key, brand__in=seat.brands)
    with noted("tags", by=seat.agent, at=seat.at, pk=row.pk):
        if row.retired_at is None:
            tagging.retire(row, by=seat.viewer, at=seat.at)
        else:
            tagging.bring_back(row, by=seat.viewer)
    return redirect("desk:labels", key=row.brand_id)


def _field(seat: Seat, key: UUID) -> Field:
    leads_only(seat)
    row = Field.objects.select_related("brand").filter(pk=key, brand__in=seat.brands).first()
    if row is None:
        raise Http404
    return row


def _act(brand: Brand, title: str, label: str, sentence: str = "") -> Act:
    back = reverse("desk:labels", args=[brand.pk])
    return Act(title, label, back, sentence, _("Saved."), _("Tags and fields"), "settings")

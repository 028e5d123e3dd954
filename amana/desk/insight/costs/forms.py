"""The forms of what is assumed, and of a file of who stayed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.cases.labelling import Field
from amana.desk.forms.offering import row_choice
from amana.insight.costs.assuming import MOST, MOST_MINUTES, Assumed
from amana.insight.costs.reading import LARGEST
from amana.team.models import Brand


def _amount(label: Any, *, most: Decimal, help_text: Any, places: int = 2) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=Decimal(0), max_value=most, max_digits=12, decimal_places=places, help_text=help_text
    )


class AssumptionForm(forms.Form):
    """What a contact and a minute cost."""

    currency = forms.CharField(
        label=gettext_lazy("Currency"), max_length=3, min_length=3, help_text=gettext_lazy("Three letters, such as ILS")
    )
    per_contact = _amount(
        gettext_lazy("A contact costs"), most=MOST,
        help_text=gettext_lazy("Lines, systems and rooms for one message or call, without the work on it"),
    )  # fmt: skip
    per_minute = _amount(
        gettext_lazy("A minute of work costs"),
        most=MOST,
        help_text=gettext_lazy("With all that comes on top of the pay"),
    )
    minutes_a_contact = _amount(
        gettext_lazy("Minutes a contact takes, where nobody wrote them down"), most=MOST_MINUTES, places=1,
        help_text=gettext_lazy("Used only for what has no minutes of its own"),
    )  # fmt: skip

    def said(self) -> Assumed:
        """What a valid form says."""
        return Assumed(**{name: self.cleaned_data[name] for name in self.fields})


class OutcomeForm(forms.Form):
    """A file of who stayed, left or bought more."""

    brand = forms.ModelChoiceField(label=gettext_lazy("Brand"), queryset=Brand.objects.none(), empty_label=None)
    file = forms.FileField(
        label=gettext_lazy("A file (CSV)"), widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        help_text=gettext_lazy("A line each: mail, telephone or customer number; stayed, left or more; and the day, if known"),
    )  # fmt: skip
    field = forms.ModelChoiceField(
        label=gettext_lazy("The field of a case that holds the customer number"), queryset=Field.objects.none(),
        required=False, empty_label=gettext_lazy("none: only mail and telephone"),
    )  # fmt: skip

    content = b""

    def __init__(self, *args: Any, brands: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_choice(self, "brand").queryset = Brand.objects.filter(pk__in=brands).select_related("week").order_by("name")
        rows = Field.objects.filter(brand__in=brands, retired_at=None).select_related("brand")
        row_choice(self, "field").queryset = rows.order_by("brand__name", "position", "name")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file is not None and file.size > LARGEST:
            self.add_error("file", _("The file is too large: two million bytes at most."))
        elif file is not None:
            self.content = file.read(LARGEST + 1)
        brand, field = cleaned.get("brand"), cleaned.get("field")
        if brand is not None and field is not None and field.brand_id != brand.pk:
            self.add_error("field", _("This field is of another brand."))
        return cleaned

"""Forms of the queue: the filter, and keeping it as a view."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy

from amana.cases.models import Field
from amana.desk.entering import Seat
from amana.desk.forms.fields import line
from amana.desk.forms.offering import choice
from amana.desk.models import SavedView
from amana.desk.queueing.filtering import ME, NOBODY, YES
from amana.desk.queueing.offering import Offered
from amana.team.models import Brand, Team

MOST_FIELDS = 200


class FilterForm(forms.Form):
    """Every question the queue can be asked; each may be left open."""

    holder = forms.ChoiceField(label=gettext_lazy("Held by"), required=False)
    team = forms.ChoiceField(label=gettext_lazy("Team"), required=False)
    brand = forms.ChoiceField(label=gettext_lazy("Brand"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    tag = forms.ChoiceField(label=gettext_lazy("Tag"), required=False)
    since = forms.DateField(
        label=gettext_lazy("Opened since"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("Opened until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    field = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    value = line(gettext_lazy("is"), most=80, required=False)
    standstill = forms.BooleanField(
        label=gettext_lazy("Something stands still"), required=False, widget=forms.CheckboxInput(attrs={"value": YES})
    )

    def __init__(self, *args: Any, seat: Seat, offered: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("holder", [(ME, gettext_lazy("me")), (NOBODY, gettext_lazy("nobody")), *_named(offered.colleagues)])
        self._offer("team", _named(Team.objects.order_by("name")))
        brands = Brand.objects.filter(pk__in=seat.brands).order_by("name") if len(seat.brands) > 1 else []
        self._offer("brand", _named(brands))
        self._offer("language", list(settings.LANGUAGES))
        self._offer("tag", _named(offered.tags))
        fields = Field.objects.filter(brand__in=seat.brands, retired_at=None).order_by("position", "name")[:MOST_FIELDS]
        self._offer("field", _named(fields))
        if len(_offered(self, "field")) < 2:
            del self.fields["field"], self.fields["value"]
        for name in ("team", "brand", "tag"):
            # One to choose from, or none, is no question.
            if len(_offered(self, name)) < (3 if name == "brand" else 2):
                del self.fields[name]

    def _offer(self, name: str, choices: list[Any]) -> None:
        choice(self, name).choices = [("", gettext_lazy("any")), *choices]


def _offered(form: forms.BaseForm, name: str) -> list[object]:
    return list(choice(form, name).widget.choices)


def _named(rows: Any) -> list[tuple[str, str]]:
    return [(str(row.pk), str(row)) for row in rows]


class SavedViewForm(forms.Form):
    """A filter under a name, and who sees it."""

    name = line(gettext_lazy("Name of the view"), most=80)
    readers = forms.ChoiceField(label=gettext_lazy("Who sees it"), choices=SavedView.READERS)

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seat = seat
        if seat.agent.team_id is None:
            kept = [one for one in SavedView.READERS if one[0] != SavedView.TEAM]
            choice(self, "readers").choices = kept

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if SavedView.objects.filter(Q(made_by=self._seat.agent) & Q(name=name)).exists():
            raise forms.ValidationError(gettext_lazy("You have a view of this name already. Choose another name."))
        return name

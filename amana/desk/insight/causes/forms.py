"""The forms in which a cause is described, mended and spoken of."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from amana.desk.forms.fields import line, moment, words
from amana.desk.forms.offering import choice, row_choice
from amana.desk.promising.incidents import TellForm
from amana.insight.causes.fixing import Plan
from amana.insight.causes.opening import OWNERS, Said
from amana.team.models import Agent, Brand


class CauseForm(forms.Form):
    """What is wrong, since when, and whose it is."""

    what = line(
        gettext_lazy("What is wrong"),
        most=200,
        help_text=gettext_lazy("In a sentence about us, not about the customer: the bill shows the old address"),
    )
    more = words(
        gettext_lazy("How it comes about"),
        required=False,
        most=5000,
        help_text=gettext_lazy("What leads people to ask: which text, step, device, rule or delay?"),
    )
    since = forms.DateField(
        label=gettext_lazy("Since when"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Who sees to it that it ends"),
        queryset=Agent.objects.none(),
        help_text=gettext_lazy("One person by name: a lead or a manager"),
    )

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Agent.objects.active().filter(brands=brand, role__in=OWNERS).select_related("account")
        row_choice(self, "owner").queryset = rows.order_by("account__name")

    def said(self) -> Said:
        """What a valid form says."""
        data = self.cleaned_data
        return Said(data["what"], data["since"], data["owner"], data["more"])


class BrandForm(forms.Form):
    """Which brand something is of, where somebody serves several."""

    brand = forms.ModelChoiceField(label=gettext_lazy("Brand"), queryset=Brand.objects.none())

    def __init__(self, *args: Any, brands: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_choice(self, "brand").queryset = Brand.objects.filter(pk__in=brands).order_by("name")


class FixForm(forms.Form):
    """What is done about a cause, by whom, by when, and whether that ends it."""

    ENDS, EASES = "ends", "eases"
    what = line(gettext_lazy("What is done about it"), most=500)
    how = forms.ChoiceField(
        label=gettext_lazy("What comes of it"),
        widget=forms.RadioSelect,
        choices=[
            (ENDS, gettext_lazy("It ends the cause: nobody has to ask any more")),
            (EASES, gettext_lazy("It helps those who ask: an answer, an article, a way round. The cause stays.")),
        ],
    )
    owner = forms.ModelChoiceField(label=gettext_lazy("Who does it"), queryset=Agent.objects.none())
    due_at = moment(gettext_lazy("By when"))

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Agent.objects.active().filter(brands=brand).exclude(role=Agent.AUDITOR).select_related("account")
        row_choice(self, "owner").queryset = rows.order_by("account__name")

    def plan(self) -> Plan:
        """What a valid form says."""
        data = self.cleaned_data
        return Plan(data["what"], data["owner"], data["due_at"], eases=data["how"] == self.EASES)


class SayForm(forms.Form):
    """Some words that somebody else reads."""

    text = words(gettext_lazy("What was done"), most=500, rows=3)

    def __init__(self, *args: Any, label: str = "", help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["text"].label = label
        self.fields["text"].help_text = help_text


class TimeForm(forms.Form):
    """Another time, and why."""

    due_at = moment(gettext_lazy("By when instead"))
    why = words(gettext_lazy("Why it takes longer"), most=500, rows=3)


class NumberForm(forms.Form):
    """A case by its number."""

    number = line(gettext_lazy("Number of a case"), most=20)


class GroupForm(forms.Form):
    """One of the groups of questions that have no cause yet."""

    group = forms.ChoiceField(label=gettext_lazy("Questions that come again"))

    def __init__(self, *args: Any, groups: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice(self, "group").choices = groups


class MessageForm(TellForm):
    """One message for all who wait, and the promise in it."""

    action = line(gettext_lazy("What is promised to each of them"), most=500)

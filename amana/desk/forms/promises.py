"""Forms about one promise: what was done, another time, why it was broken, who owes it, what a dispute ends with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from amana.commitments.models import Commitment
from amana.desk.forms.fields import line, moment, words
from amana.desk.forms.offering import choice, row_choice
from amana.team.models import Agent


class FulfilmentForm(forms.Form):
    note = words(gettext_lazy("What was done"), rows=2, help_text=gettext_lazy("The customer can read it."))


class OfferForm(forms.Form):
    due_at = moment(gettext_lazy("New time"))
    why = words(gettext_lazy("Why"), rows=2, help_text=gettext_lazy("The customer can read it."))


class BreachForm(forms.Form):
    why = words(gettext_lazy("Why it was not kept"), rows=2, help_text=gettext_lazy("The customer can read it."))


class OwnerForm(forms.Form):
    """Another owner among the colleagues of the brand."""

    to = forms.ModelChoiceField(label=gettext_lazy("Who owes it from now on"), queryset=Agent.objects.none())
    why = line(gettext_lazy("Why"), required=False)

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Agent.objects.serving().filter(brands=commitment.case.brand)
        if commitment.owner_agent_id:
            rows = rows.exclude(pk=commitment.owner_agent_id)
        row_choice(self, "to").queryset = rows.select_related("account").order_by("account__name")


class SettlementForm(forms.Form):
    was_kept = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        choices=[("no", gettext_lazy("It was not kept")), ("yes", gettext_lazy("It was kept"))],
        widget=forms.RadioSelect,
    )
    why = words(gettext_lazy("The reason; both sides read it"), rows=2, required=False)


class ConfirmationForm(forms.Form):
    action = line(gettext_lazy("What is promised"), most=500)
    due_at = moment(gettext_lazy("By when"))


class AnswerForm(forms.Form):
    """The entry both sides hold that tells what was said."""

    entry = forms.ChoiceField(label=gettext_lazy("Which entry tells it?"), choices=[])
    text = words(gettext_lazy("What you want to say about it"), rows=2, required=False)

    def __init__(self, *args: Any, entries: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice(self, "entry").choices = entries

"""Forms of an ending: terms, what was done for each, and amends with the scale they follow."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.cases.models import Case
from amana.desk.forms.fields import line, moment, words
from amana.desk.forms.offering import row_choice
from amana.desk.forms.saying import ClosingForm
from amana.handling.facts.stipulating import LONGEST_DONE, Said
from amana.review.proportioning import LARGEST, Measure
from amana.team.models import Agent


class TermForm(forms.Form):
    text = line(
        gettext_lazy("What must be true for it to be over"),
        help_text=gettext_lazy("One line, such as “the refund of 149.90 is on the card”. The customer reads it."),
    )


class MetForm(forms.Form):
    done = line(gettext_lazy("What was done"), most=LONGEST_DONE, help_text=gettext_lazy("The customer can read it."))


class ProposalForm(ClosingForm):
    """A proposal to close, with what was done for each term that was written down."""

    def __init__(self, *args: Any, points: Sequence[Said], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._named = [point for point in points if point.term is not None]
        for point in self._named:
            assert point.term is not None
            field = line(_("Done for: %(term)s") % {"term": point.text}, most=LONGEST_DONE)
            field.initial = point.done
            self.fields[f"done_{point.term.pk}"] = field
        self.order_fields(["text", *[f"done_{p.term.pk}" for p in self._named if p.term], "terms"])

    @property
    def done(self) -> dict[UUID, str]:
        """What was done, by the key of the term."""
        keys = [point.term.pk for point in self._named if point.term is not None]
        return {key: self.cleaned_data[f"done_{key}"] for key in keys}


class WordForm(forms.Form):
    """A promise by oneself or a named colleague."""

    action = line(gettext_lazy("What is promised"), most=500)
    owner = forms.ModelChoiceField(label=gettext_lazy("Who keeps it"), queryset=Agent.objects.none(), empty_label=None)
    due_at = moment(gettext_lazy("By when"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Agent.objects.active().filter(brands=case.brand).select_related("account")
        row_choice(self, "owner").queryset = rows.order_by("account__name")


class FaultForm(forms.Form):
    text = words(
        gettext_lazy("What went wrong on our side"), rows=3, help_text=gettext_lazy("Both sides read it in the record.")
    )


class AmendsForm(forms.Form):
    """What is given, and why; an amount only where it is money."""

    what = line(
        gettext_lazy("What is given"), most=500, help_text=gettext_lazy("In the customer's language; they read it.")
    )
    why = words(gettext_lazy("Why"), rows=2, help_text=gettext_lazy("The customer can read it."))
    amount = forms.DecimalField(
        label=gettext_lazy("Amount"), required=False, min_value=Decimal("0.01"), max_value=LARGEST, decimal_places=2
    )
    tells = forms.BooleanField(label=gettext_lazy("Write it to the customer now"), required=False, initial=True)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].label = _("Amount in %(currency)s, if it is money") % {"currency": currency}


class LeadForm(forms.Form):
    """A question to somebody who may bend a rule."""

    lead = forms.ModelChoiceField(label=gettext_lazy("To"), queryset=Agent.objects.none(), empty_label=None)
    text = words(gettext_lazy("Which rule stands in the way, and what you would do instead"), rows=4)

    def __init__(self, *args: Any, leads: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_choice(self, "lead").queryset = leads


class ScaleForm(forms.Form):
    """How much is in proportion at each step, and how much a role gives without asking."""

    currency = forms.CharField(
        label=gettext_lazy("Currency, three letters"),
        min_length=3,
        max_length=3,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )

    def __init__(self, *args: Any, scale: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].initial = scale.currency
        self._steps = len(scale.amounts)
        for number, (label, amount) in enumerate(zip(step_names(), scale.amounts, strict=True), 1):
            self.fields[f"step_{number}"] = _amount(label, amount)
        self.fields["limit_agent"] = _amount(
            _("What an agent gives on a case without asking"), scale.limits[Agent.AGENT]
        )
        self.fields["limit_lead"] = _amount(_("What a lead gives on a case without asking"), scale.limits[Agent.LEAD])

    @property
    def amounts(self) -> list[Decimal]:
        return [self.cleaned_data[f"step_{number}"] for number in range(1, self._steps + 1)]

    @property
    def limits(self) -> dict[str, Decimal]:
        return {Agent.AGENT: self.cleaned_data["limit_agent"], Agent.LEAD: self.cleaned_data["limit_lead"]}


def _amount(label: str, initial: Decimal) -> forms.DecimalField:
    return forms.DecimalField(label=label, initial=initial, min_value=0, max_value=LARGEST, decimal_places=2)


def step_names() -> list[str]:
    """Return what the steps of an ordeal are called, the least first."""
    return [_("Some trouble"), _("A good deal of trouble"), _("An ordeal"), _("A long ordeal")]

"""Forms in which something is said about a case: a note, a call, a reason, a hand-over, a closing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.commitments.making import Draft
from amana.desk.forms.fields import line, moment, words
from amana.desk.forms.offering import choice, row_choice
from amana.team.models import Agent

MOST_PROMISES = 3


class NoteForm(forms.Form):
    text = words(gettext_lazy("Note"), help_text=gettext_lazy("Only colleagues read it; it is kept in our own record."))

    def __init__(self, *args: Any, names: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {"data-mentions": json.dumps(list(names)), "data-mentions-label": _("Colleagues")}
        self.fields["text"].widget.attrs |= offered


class ReasonForm(forms.Form):
    why = words(gettext_lazy("Why"), rows=3)


class HandOverForm(forms.Form):
    """Who takes a case, and what they need to know."""

    taker = forms.ModelChoiceField(
        label=gettext_lazy("To"), queryset=Agent.objects.none(), empty_label=gettext_lazy("Choose a colleague")
    )
    why = words(
        gettext_lazy("What they need to know"),
        help_text=gettext_lazy("So that nobody has to ask the customer again. The customer can read it."),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Agent.objects.serving().filter(brands=case.brand).select_related("account")
        if case.holder_id:
            rows = rows.exclude(pk=case.holder_id)
        row_choice(self, "taker").queryset = rows.order_by("account__name")


class ClosingForm(forms.Form):
    text = words(gettext_lazy("What you want to say about it"), required=False)
    terms = words(gettext_lazy("What must be true for the customer to agree, one line each"), required=False, rows=3)


class CallForm(forms.Form):
    """A call as one side noted it, with what was promised in it."""

    WAYS = [("in", gettext_lazy("they called us")), ("out", gettext_lazy("we called them"))]

    who = line(gettext_lazy("Who you spoke with"))
    direction = forms.ChoiceField(
        label=gettext_lazy("Who called"), choices=WAYS, widget=forms.RadioSelect, required=False
    )
    number = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr", "autocomplete": "off"}),
    )
    called_at = moment(gettext_lazy("When"), required=False, help_text=gettext_lazy("Leave it empty for just now."))
    minutes = forms.IntegerField(label=gettext_lazy("Minutes of talk"), min_value=0, max_value=1000, required=False)
    waited = forms.IntegerField(label=gettext_lazy("Minutes they waited"), min_value=0, max_value=1000, required=False)
    text = words(gettext_lazy("What was said"), help_text=gettext_lazy("Both sides read it, as noted by you."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_PROMISES + 1):
            self.fields[f"action_{number}"] = line(gettext_lazy("What was promised"), required=False)
            self.fields[f"by_{number}"] = forms.ChoiceField(
                label=gettext_lazy("By whom"),
                choices=[(COMPANY, gettext_lazy("by us")), (CUSTOMER, gettext_lazy("by the customer"))],
                required=False,
            )
            self.fields[f"due_{number}"] = moment(gettext_lazy("By when"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in range(1, MOST_PROMISES + 1):
            if cleaned.get(f"action_{number}") and not cleaned.get(f"due_{number}"):
                self.add_error(f"due_{number}", _("By when? A promise needs a time."))
        return cleaned

    def drafts(self, case: Case, agent: Agent) -> list[Draft]:
        """Return the promises that were filled in; those of ours are owned by whoever noted the call."""
        found = []
        for number in range(1, MOST_PROMISES + 1):
            action, due_at = self.cleaned_data[f"action_{number}"], self.cleaned_data[f"due_{number}"]
            if action and isinstance(due_at, datetime):
                by = self.cleaned_data[f"by_{number}"] or COMPANY
                found.append(Draft(action, due_at, by, agent if by == COMPANY else case.customer))
        return found


class AgreementForm(forms.Form):
    """The message in which the customer agreed that the case is over."""

    shown_by = forms.ChoiceField(label=gettext_lazy("In which message?"), widget=forms.RadioSelect, choices=[])

    def __init__(self, *args: Any, messages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice(self, "shown_by").choices = messages

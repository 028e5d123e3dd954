"""Forms of conduct: the words and where they stand, what was asked before a warning, and who decides with us."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from amana.desk.forms.fields import words
from amana.desk.forms.offering import choice, row_choice
from amana.kit.codes import key_in
from amana.review.conduct.models import LONGEST_QUOTE, LONGEST_TEXT, ConductIncident, ConductPolicy
from amana.review.conduct.policies import LONGEST_NOTICE
from amana.review.conduct.stepping import NOTHING, SOMETHING, UNASKED
from amana.team.models import Agent, Team


class IncidentForm(forms.Form):
    """Words that were said, and the entry they stand in."""

    entry = forms.ChoiceField(label=gettext_lazy("Where the words stand"), choices=[])
    quote = words(
        gettext_lazy("The words, exactly as they stand there"),
        rows=3,
        most=LONGEST_QUOTE,
        help_text=gettext_lazy("Only what hurt. The customer reads that these words were noted."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("What it was"), choices=ConductIncident.KINDS, widget=forms.RadioSelect)
    is_undisputed = forms.BooleanField(
        label=gettext_lazy("Of an invoice: everything was delivered, and the customer does not dispute it"),
        required=False,
    )

    def __init__(self, *args: Any, said: Sequence[tuple[str, str]], may_be_toward_others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice(self, "entry").choices = said
        if may_be_toward_others:
            self.fields["is_toward_others"] = forms.BooleanField(
                label=_("It was toward others, before we take this customer on"), required=False
            )

    @property
    def key(self) -> UUID | None:
        """The entry that was chosen."""
        return key_in(self.cleaned_data["entry"])


class WarningForm(forms.Form):
    """What is asked of the customer, once it was asked what may weigh on them."""

    CARE = [
        (UNASKED, gettext_lazy("Not asked yet")),
        (NOTHING, gettext_lazy("Asked, or known: nothing of the kind")),
        (SOMETHING, gettext_lazy("Yes, something weighs on them")),
    ]

    care = forms.ChoiceField(
        label=gettext_lazy("Does an illness, distress or a hard time stand behind it?"),
        choices=CARE,
        widget=forms.RadioSelect,
    )
    care_words = words(
        gettext_lazy("How you know, or what was done for them"),
        rows=2,
        help_text=gettext_lazy("Only colleagues read it. Write no more of somebody's health than is needed."),
    )
    text = words(
        gettext_lazy("What you ask of them"),
        rows=3,
        help_text=gettext_lazy(
            "In the customer's language. They read it with the words that were noted, and nothing else."
        ),
    )

    def clean_care(self) -> str:
        care: str = self.cleaned_data["care"]
        if care == UNASKED:
            sentence = _(
                "First ask whether an illness or a hard time stands behind it. A warning can wait for the answer."
            )
            raise forms.ValidationError(sentence)
        return care


class ConditionsForm(forms.Form):
    text = words(
        gettext_lazy("How it goes on"),
        rows=4,
        help_text=gettext_lazy("For example: in writing only, or with one named person. In the customer's language."),
    )


class DecliningForm(forms.Form):
    """A reason, and the second person who decides."""

    text = words(
        gettext_lazy("The reason"), rows=3, help_text=gettext_lazy("In the customer's language; they read it.")
    )
    asks = forms.ModelChoiceField(
        label=gettext_lazy("Who decides with you"), queryset=Agent.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, leads: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_choice(self, "asks").queryset = leads


class PartingForm(DecliningForm):
    ends_on = forms.DateField(
        label=gettext_lazy("The last day we serve them"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    field_order = ["text", "ends_on", "asks"]


class PolicyForm(forms.Form):
    """What a brand has settled about parting."""

    is_obliged = forms.BooleanField(
        label=gettext_lazy("The law obliges this brand to serve: parting is not possible"), required=False
    )
    teams = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Teams that are obliged to serve"),
        queryset=Team.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    notice_days = forms.IntegerField(
        label=gettext_lazy("Days of notice before the service ends"), min_value=1, max_value=LONGEST_NOTICE
    )

    def __init__(self, *args: Any, policy: ConductPolicy, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_obliged"].initial = policy.is_obliged
        self.fields["notice_days"].initial = policy.notice_days
        row_choice(self, "teams").queryset = teams
        self.fields["teams"].initial = [] if policy._state.adding else policy.obliged_teams.all()
        if not teams.exists():
            self.fields["teams"].widget = forms.MultipleHiddenInput()
        for code, _name in settings.LANGUAGES:
            name = get_language_info(code)["name_local"]
            label = _("Where else a customer can turn, in %(language)s") % {"language": name}
            field = words(label, required=False, rows=2)
            field.max_length, field.initial = LONGEST_TEXT, policy.elsewhere.get(code, "")
            self.fields[f"elsewhere_{code}"] = field

    @property
    def elsewhere(self) -> dict[str, str]:
        """The text in each language."""
        return {code: self.cleaned_data[f"elsewhere_{code}"] for code, _name in settings.LANGUAGES}


class TakingBackForm(forms.Form):
    why = words(gettext_lazy("Why"), rows=3, help_text=gettext_lazy("In the customer's language; they read it."))

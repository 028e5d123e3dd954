"""A form in which somebody is written down who says that they act for the customer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from amana.cases.helping import Helper
from amana.desk.forms.fields import line, moment, words


class ClaimedHelperForm(forms.Form):
    name = line(gettext_lazy("Their name"), most=120)
    mail = forms.CharField(
        label=gettext_lazy("Their mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"type": "email", "dir": "ltr", "autocomplete": "off"}),
    )
    relation = line(gettext_lazy("Who they are to the customer"), required=False, most=80)
    scope = forms.ChoiceField(
        label=gettext_lazy("What they ask to do"), choices=Helper.SCOPES, initial=Helper.READS, widget=forms.RadioSelect
    )
    until = moment(gettext_lazy("Until when, if they said"), required=False)
    text = words(
        gettext_lazy("How you learned of it"),
        rows=3,
        help_text=gettext_lazy("Who called or wrote, and what they said. The customer reads it."),
    )

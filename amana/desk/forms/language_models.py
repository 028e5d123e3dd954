"""Forms of the language model a brand may ask: where it is, and the consent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.channels.language_models.agreeing import named, words_of_consent
from amana.channels.models import LanguageModel

LTR = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}


class LanguageModelForm(forms.Form):
    """Where a model is asked, which one, and with which key."""

    url = forms.CharField(
        label=gettext_lazy("Address of the server"),
        max_length=300,
        widget=forms.TextInput(attrs=LTR | {"placeholder": "https://models.example/v1"}),
        help_text=gettext_lazy("Of any server that answers chat completions as OpenAI does."),
    )
    model = forms.CharField(label=gettext_lazy("Name of the model"), max_length=120, widget=forms.TextInput(attrs=LTR))
    key = forms.CharField(
        label=gettext_lazy("Key of the model"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
        help_text=gettext_lazy(
            "It is kept encrypted and never shown. Empty keeps the one there is, for the same server."
        ),
    )

    def __init__(self, *args: Any, row: LanguageModel | None, **kwargs: Any) -> None:
        kwargs["initial"] = {"url": row.url, "model": row.model} if row else {}
        super().__init__(*args, **kwargs)


class ConsentForm(forms.Form):
    """The sentence that is agreed to, with a box that must be ticked."""

    to = forms.CharField(widget=forms.HiddenInput, max_length=500)
    agrees = forms.BooleanField(error_messages={"required": gettext_lazy("Tick the box if you agree.")})

    def __init__(self, *args: Any, row: LanguageModel, **kwargs: Any) -> None:
        kwargs["initial"] = {"to": named(row)}
        super().__init__(*args, **kwargs)
        self.fields["agrees"].label = _("I agree. %(sentence)s") % {"sentence": words_of_consent(row)}

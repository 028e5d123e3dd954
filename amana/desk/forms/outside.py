"""Forms in which somebody outside the desk is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.desk.forms.fields import line, moment, words
from amana.desk.forms.offering import choice


class FurtherForm(forms.Form):
    """What is asked, which words go with it, and when we ask again."""

    text = words(gettext_lazy("What you want to know"), rows=6,
                 help_text=gettext_lazy("They read these words, what you choose below, and nothing else of the case."))  # fmt: skip
    entries = forms.MultipleChoiceField(
        label=gettext_lazy("Words of this case to send with it"), required=False,
        widget=forms.CheckboxSelectMultiple, choices=[],
    )  # fmt: skip
    again_at = moment(
        gettext_lazy("When you ask again, if no answer comes"), required=False,
        help_text=gettext_lazy("A time makes a promise of ours that the customer reads. Empty makes none."),
    )  # fmt: skip
    promise = words(gettext_lazy("What the customer reads of it"), required=False, rows=2, most=300)
    key = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def __init__(self, *args: Any, entries: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice(self, "entries").choices = entries

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("again_at") and not str(cleaned.get("promise") or "").strip():
            self.add_error("promise", _("Write what the customer reads of it, or leave the time empty."))
        return cleaned


class QuestionForm(FurtherForm):
    """The first question to somebody: also who they are, and in which language they are written to."""

    field_order = ["to", "name", "subject", "language", "text", "entries", "again_at", "promise"]

    to = forms.CharField(
        label=gettext_lazy("Their mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"type": "email", "dir": "ltr", "autocomplete": "off"}),
    )
    name = line(gettext_lazy("Their name"), required=False, most=120)
    subject = line(gettext_lazy("Subject of the mail"), most=200)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)

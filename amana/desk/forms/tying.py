"""Forms that tie cases together: merging, linking, splitting; and those for what is kept beside a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.desk.forms.fields import line, words
from amana.desk.forms.offering import choice

OTHER = "other"


class OtherCaseForm(forms.Form):
    """Which other case is meant: one of the same customer, or any by its number."""

    into = forms.ChoiceField(label=gettext_lazy("Which case?"), widget=forms.RadioSelect, choices=[])
    number = line(gettext_lazy("Its number"), most=12, required=False)

    def __init__(self, *args: Any, others: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if others:
            choice(self, "into").choices = [*others, (OTHER, gettext_lazy("another one, by its number"))]
        else:
            del self.fields["into"]
            self.fields["number"].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        typed = str(cleaned.get("number") or "").strip().upper()
        chosen = str(cleaned.get("into") or "")
        cleaned["chosen"] = chosen if chosen and chosen != OTHER else typed
        if not cleaned["chosen"] and not self.errors:
            self.add_error("number", _("Write the number of the case."))
        return cleaned


class MergeForm(OtherCaseForm):
    """Into which case this one goes, and why; `knowing` once it was said who reads more."""

    why = line(gettext_lazy("Why"), most=500, required=False, help_text=gettext_lazy("Both sides read it."))
    knowing = forms.BooleanField(required=False, widget=forms.HiddenInput)


class ApartForm(forms.Form):
    why = line(gettext_lazy("Why"), most=500, required=False, help_text=gettext_lazy("Both sides read it."))


class SplitForm(forms.Form):
    """What a new case is about, and which entries it begins with."""

    subject = line(gettext_lazy("What the new case is about"))
    entries = forms.MultipleChoiceField(
        label=gettext_lazy("It begins with"), widget=forms.CheckboxSelectMultiple, choices=[],
        help_text=gettext_lazy("They stay where they are; the new case quotes them."),
    )  # fmt: skip

    def __init__(self, *args: Any, entries: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice(self, "entries").choices = entries


class StandstillForm(forms.Form):
    text = words(
        gettext_lazy("What stands still"), rows=2,
        help_text=gettext_lazy("The shop, the line, the treatment. Both sides read it, and the case comes forward."),
    )  # fmt: skip


class GoesOnForm(forms.Form):
    text = words(gettext_lazy("What changed"), rows=2, required=False, help_text=gettext_lazy("Both sides read it."))

"""Forms of the settings as a whole: which changes are looked for, and a file that is brought in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.desk.carrying.parts import PARTS
from amana.desk.forms.offering import choice, row_choice
from amana.team.models import Agent

# What a form may be sent with, less what stands around it.
LARGEST = 1_000_000


class ChangesForm(forms.Form):
    """Of which part, and by whom."""

    part = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    by = forms.ModelChoiceField(
        label=gettext_lazy("By"), queryset=Agent.objects.none(), required=False, empty_label=gettext_lazy("everybody")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_choice(self, "by").queryset = people
        choices = [("", gettext_lazy("everything")), *((name, part.label) for name, part in PARTS.items())]
        choice(self, "part").choices = choices


class FileForm(forms.Form):
    """A file of settings, as it is sent first; and its text, as the page that told what differs sends it again."""

    file = forms.FileField(
        label=gettext_lazy("A file of settings"), required=False, widget=forms.FileInput(attrs={"accept": ".json"})
    )
    text = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    content = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file is not None and file.size > LARGEST:
            self.add_error(
                None, _("The file is too large for this page. The command “amana settings import” takes it.")
            )
        elif file is not None:
            try:
                self.content = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error(None, _("The file cannot be read: it is not JSON in UTF-8."))
        else:
            self.content = str(cleaned.get("text") or "")
            if not self.content:
                self.add_error(None, _("Choose a file."))
        return cleaned

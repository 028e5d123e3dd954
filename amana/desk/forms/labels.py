"""Forms for what a team adds to its cases: fields of its own, and their values on a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from amana.cases.errors import Refused
from amana.cases.models import Field, Value
from amana.desk.forms.fields import line, words
from amana.handling.facts.describing import LONGEST_NAME, LONGEST_TEXT, as_typed, understood
from amana.team.models import Team
from amana.team.viewing import Viewer


class FieldForm(forms.Form):
    """A field of a brand's cases. Its kind is chosen once: values that were written down stay what they are."""

    name = line(gettext_lazy("What is asked"), most=LONGEST_NAME, help_text=gettext_lazy("For example: Serial number"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind of answer"), choices=Field.KINDS)
    choices = words(gettext_lazy("The list to choose from, one line each"), required=False, rows=4)
    team = forms.ModelChoiceField(
        label=gettext_lazy("Asked by"), queryset=Team.objects.order_by("name"), required=False,
        empty_label=gettext_lazy("every team"),
    )  # fmt: skip
    position = forms.IntegerField(
        label=gettext_lazy("Place in the list"), min_value=0, max_value=999, initial=0, required=False
    )

    def __init__(self, *args: Any, field: Field | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field is not None:
            del self.fields["kind"]
            self.initial = {"name": field.name, "choices": "\n".join(field.choices), "team": field.team_id,
                            "position": field.position}  # fmt: skip
            if field.kind != Field.CHOICE:
                del self.fields["choices"]
        if not Team.objects.exists():
            del self.fields["team"]

    def said(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return what `define` and `change` are called with."""
        return {"name": cleaned["name"], "team": cleaned.get("team"), "position": cleaned.get("position") or 0,
                "choices": str(cleaned.get("choices") or "").splitlines()}  # fmt: skip


class ValuesForm(forms.Form):
    """What the fields say of one case; each answer is checked in words before any is written."""

    def __init__(
        self, *args: Any, fields: Sequence[Field], values: Mapping[UUID, Value], viewer: Viewer, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._asked, self._viewer = list(fields), viewer
        for field in fields:
            self.fields[str(field.pk)] = _asking(field, as_typed(field, values.get(field.pk)))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for field in self._asked:
            try:
                understood(field, str(cleaned.get(str(field.pk)) or ""), by=self._viewer)
            except Refused as refused:
                self.add_error(str(field.pk), str(refused.sentence))
        return cleaned

    def typed(self, cleaned: Mapping[str, Any]) -> dict[UUID, str]:
        return {field.pk: str(cleaned.get(str(field.pk)) or "") for field in self._asked}


def _asking(field: Field, now: str) -> forms.Field:
    """Return the form field that asks this, with what is known in it."""
    if field.kind == Field.CHOICE:
        offered = [*field.choices, *([now] if now and now not in field.choices else [])]
        asked: forms.Field = forms.ChoiceField(
            choices=[("", gettext_lazy("not known")), *[(one, one) for one in offered]]
        )
    elif field.kind == Field.DATE:
        asked = forms.CharField(widget=forms.TextInput(attrs={"type": "date"}), max_length=20)
    elif field.kind == Field.NUMBER:
        asked = forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr"}), max_length=40)
    elif field.kind == Field.PERSON:
        asked = forms.CharField(
            widget=forms.TextInput(attrs={"type": "email", "dir": "ltr"}), max_length=254,
            help_text=gettext_lazy("A customer, by their mail address."),
        )  # fmt: skip
    else:
        asked = forms.CharField(widget=forms.TextInput(attrs={"dir": "auto"}), max_length=LONGEST_TEXT)
    asked.label, asked.required, asked.initial = field.name, False, now
    return asked

"""What a field of a form offers to choose from, known only when the form is made."""

from __future__ import annotations

from typing import Any

from django import forms


def choice(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """Return a field of which one chooses, so that its choices can be set."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    return field


def row_choice(form: forms.BaseForm, name: str) -> forms.ModelChoiceField[Any]:
    """Return a field of which one chooses rows, so that its queryset can be set."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    return field

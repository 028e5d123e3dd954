"""The fields forms are made of: words in either direction of writing, and moments in the reader's zone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words: TypeAlias = str | _StrPromise

LONGEST_TEXT = 20_000


def words(
    label: Words, *, required: bool = True, rows: int = 4, help_text: Words = "", most: int = LONGEST_TEXT
) -> Any:
    """Return a field for some lines of text."""
    widget = forms.Textarea(attrs={"dir": "auto", "rows": rows})
    return forms.CharField(label=label, required=required, max_length=most, widget=widget, help_text=help_text)


def line(label: Words, *, required: bool = True, most: int = 300, help_text: Words = "") -> Any:
    """Return a field for one line of text."""
    widget = forms.TextInput(attrs={"dir": "auto"})
    return forms.CharField(label=label, required=required, max_length=most, widget=widget, help_text=help_text)


def moment(label: Words, *, required: bool = True, help_text: Words = "") -> Any:
    """Return a field for a local time; what comes out is aware, in the zone of whoever typed it."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=required, widget=widget, help_text=help_text)

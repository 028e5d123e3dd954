"""Forms of the system a brand asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from amana.channels.models import System


class SystemForm(forms.Form):
    """Where it is asked, and whether; that its address is a private one is said by whoever may."""

    url = forms.CharField(
        label=gettext_lazy("Address that is asked"),
        max_length=300,
        widget=forms.TextInput(
            attrs={
                "dir": "ltr",
                "autocomplete": "off",
                "spellcheck": "false",
                "placeholder": "https://shop.example/amana",
            }
        ),
        help_text=gettext_lazy(
            "It gets the case number and what its customer is known by, signed, and answers with JSON."
        ),
    )
    is_on = forms.BooleanField(label=gettext_lazy("Ask it for every case that is opened on the desk"), required=False)
    allows_private = forms.BooleanField(
        label=gettext_lazy("Its address is inside our own network, and may be asked there"),
        required=False,
        help_text=gettext_lazy("Only for a server of your own. Said by a manager or an administrator."),
    )

    def __init__(self, *args: Any, row: System | None, may_allow: bool, **kwargs: Any) -> None:
        kwargs["initial"] = (
            {"url": row.url, "is_on": row.is_on, "allows_private": row.allows_private} if row is not None else {}
        )
        super().__init__(*args, **kwargs)
        if not may_allow and not (row is not None and row.allows_private):
            self.fields["allows_private"].widget = forms.HiddenInput()

"""The forms in which somebody puts the grouping right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from amana.desk.forms.fields import line
from amana.desk.forms.offering import choice
from amana.insight.models.recurring import LONGEST_NAME


class NameForm(forms.Form):
    """What a group is called."""

    name = line(
        gettext_lazy("What is asked"),
        most=LONGEST_NAME,
        help_text=gettext_lazy(
            "In the words of those who ask; a name that somebody gave is never changed by the machine"
        ),
    )


class MergeForm(forms.Form):
    """Which other group asks the same."""

    into = forms.ChoiceField(label=gettext_lazy("Asks the same as"))

    def __init__(self, *args: Any, offered: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice(self, "into").choices = list(offered)

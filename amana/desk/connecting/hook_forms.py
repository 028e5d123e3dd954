"""Forms of web hooks: where one goes, and of what it is told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amana.channels.models import WebHook
from amana.channels.web_hooks.choosing import FAMILY
from amana.channels.web_hooks.setting_up import LONGEST_NAME, LONGEST_URL, Wanted

# What most are told of, in the words of the desk; any other kind is written by its name.
FAMILIES: dict[str, str | Promise] = {
    "case": _("cases: opened, held, reopened, merged"),
    "message": _("messages from the customer and to them"),
    "call": _("calls"),
    "promise": _("promises: made, late, kept, broken"),
    "handover": _("hand-overs"),
    "rung": _("rungs: who was asked for, and when it went up"),
    "closing": _("endings: proposed, agreed, refused"),
    "amends": _("amends"),
    "entry": _("what was corrected, withdrawn or erased"),
}


class HookForm(forms.Form):
    """A web hook as somebody wants it; what only some may say is hidden from the others."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"dir": "auto"}))
    url = forms.CharField(
        label=_("Address that is told"),
        max_length=LONGEST_URL,
        widget=forms.TextInput(
            attrs={
                "dir": "ltr",
                "autocomplete": "off",
                "spellcheck": "false",
                "placeholder": "https://shop.example/hooks/amana",
            }
        ),
    )
    families = forms.MultipleChoiceField(
        label=_("What it is told of"),
        choices=list(FAMILIES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose nothing, and it is told of everything that both sides read."),
    )
    others = forms.CharField(
        label=_("Other kinds of entries, by name"),
        max_length=2000,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("For example followup.answered, with spaces between them. The reference lists all names."),
    )
    is_on = forms.BooleanField(label=_("It is on"), required=False, initial=True)
    tells_company = forms.BooleanField(
        label=_("It is also told what the company alone reads: notes, and what we think"),
        required=False,
    )
    allows_private = forms.BooleanField(
        label=_("Its address is inside our own network, and may be told there"),
        required=False,
    )

    def __init__(self, *args: Any, row: WebHook | None, may_allow: bool, **kwargs: Any) -> None:
        if row is not None:
            kwargs["initial"] = _said(row)
        super().__init__(*args, **kwargs)
        for name in ("tells_company", "allows_private"):
            if not may_allow and not (row is not None and getattr(row, name)):
                self.fields[name].widget = forms.HiddenInput()

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        kinds = [f"{name}{FAMILY}" for name in said["families"]] + said["others"].replace(",", " ").split()
        flags = {name: said[name] for name in ("is_on", "tells_company", "allows_private")}
        return Wanted(said["name"], said["url"].strip(), kinds, **flags)


def _said(row: WebHook) -> dict[str, Any]:
    chosen = [kind.removesuffix(FAMILY) for kind in row.kinds if kind.endswith(FAMILY) and kind[:-2] in FAMILIES]
    others = [kind for kind in row.kinds if kind.removesuffix(FAMILY) not in chosen or not kind.endswith(FAMILY)]
    names = ("name", "url", "is_on", "tells_company", "allows_private")
    return {name: getattr(row, name) for name in names} | {"families": chosen, "others": " ".join(others)}

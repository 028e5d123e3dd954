"""The forms by which a telephone exchange is connected, and a call is put into its case."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.channels.models import PhoneSystem
from amana.channels.phone.setting_up import Wanted
from amana.team.models import Agent, Brand

MOST_EXTENSIONS = 500
# A mail address has at most 254 letters.
LONGEST_LINE = 300
_LINE = re.compile(r"([0-9*#]{1,6})\s*[\s:=,]\s*(\S+@\S+)\Z")
PLAIN = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}


class TelephoneForm(forms.Form):
    """Where the exchange is asked to dial, where its recordings lie, and which extension is whose."""

    dial_url = forms.CharField(
        label=gettext_lazy("Address that makes the exchange call"),
        required=False,
        max_length=300,
        widget=forms.TextInput(
            attrs=PLAIN | {"placeholder": "https://pbx.example.com/dial?to={number}&from={extension}"}
        ),
        help_text=gettext_lazy("Without one, a number at the desk opens whatever this computer calls with."),
    )
    recordings_host = forms.CharField(
        label=gettext_lazy("Server recordings are fetched from"),
        required=False,
        max_length=253,
        widget=forms.TextInput(attrs=PLAIN | {"placeholder": "pbx.example.com"}),
        help_text=gettext_lazy(
            "Fetched only for brands that keep recordings, and only when the call was announced as recorded."
        ),
    )
    extensions = forms.CharField(
        label=gettext_lazy("Extensions"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs=PLAIN | {"rows": 4, "placeholder": "101 dana@example.com"}),
        help_text=gettext_lazy("One a line: the extension, and the mail address a colleague signs in with."),
    )
    allows_private = forms.BooleanField(
        label=gettext_lazy("Its address is inside our own network, and may be asked there"),
        required=False,
        help_text=gettext_lazy("Only for a server of your own. Said by a manager or an administrator."),
    )

    def __init__(self, *args: Any, row: PhoneSystem | None, brand: Brand, **kwargs: Any) -> None:
        if row is not None:
            lines = row.extensions.select_related("agent__account").order_by("number")
            kwargs["initial"] = {
                "dial_url": row.dial_url, "recordings_host": row.recordings_host, "allows_private": row.allows_private,
                "extensions": "\n".join(f"{one.number} {one.agent.account.email}" for one in lines[:MOST_EXTENSIONS]),
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        self.brand = brand

    def clean_extensions(self) -> dict[str, Agent]:
        lines = [one.strip() for one in self.cleaned_data["extensions"].splitlines() if one.strip()]
        said = {
            found[1]: found[2].lower() for one in lines[:MOST_EXTENSIONS] if (found := _LINE.match(one[:LONGEST_LINE]))
        }
        if len(said) != len(lines):
            raise ValidationError(_("Write one extension a line, with the mail address of one colleague."))
        rows = Agent.objects.active().filter(brands=self.brand, account__email__in=set(said.values()))
        agents = {row.account.email: row for row in rows.select_related("account")}
        unknown = sorted({one for one in said.values() if one not in agents})
        if unknown:
            raise ValidationError(_("Nobody of this brand signs in with %(address)s.") % {"address": unknown[0]})
        return {number: agents[address] for number, address in said.items()}

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(
            said["dial_url"].strip(), said["recordings_host"].strip(), said["allows_private"], said["extensions"]
        )

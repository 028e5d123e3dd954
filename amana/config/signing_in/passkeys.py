"""The forms by which a browser shows a passkey; whatever else is sent in its place is a wrong one, and no fault."""

from __future__ import annotations

import struct
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms
from django.core.exceptions import ValidationError
from django.forms import HiddenInput, JSONField

# Letters of what a browser says; the longest signatures stay far below.
LONGEST = 40_000
# What the reading of rubbish ends in; what a browser says holds JSON and CBOR of its own, which may be cut or nested.
ODD = (AttributeError, KeyError, TypeError, ValueError, IndexError, RecursionError, struct.error)


class Credential(JSONField):
    """What a browser says of a passkey: one JSON object of bounded length."""

    widget = HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            said = super().to_python(value) if len(str(value)) <= LONGEST else None
        except (ValueError, RecursionError) as error:
            raise get_adapter().validation_error("incorrect_code") from error
        if not isinstance(said, dict):
            raise get_adapter().validation_error("incorrect_code")
        return said

    def bound_data(self, data: Any, initial: Any) -> Any:
        """It is shown to nobody, and sent anew each time."""
        return None


class _Shown:
    """Turns what cannot be read into the answer to a wrong one."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]  # of the form it is mixed with
        except ValidationError:
            raise
        except ODD as error:
            raise get_adapter().validation_error("incorrect_code") from error


class Authenticate(_Shown, forms.AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """The passkey as second factor."""

    credential = Credential()


class Login(_Shown, forms.LoginWebAuthnForm):  # type: ignore[misc]  # allauth's forms have no types
    """The passkey in the place of a password."""

    credential = Credential()


class Reauthenticate(_Shown, forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth's forms have no types
    """The passkey as proof of who sits there."""

    credential = Credential()


class Add(forms.AddWebAuthnForm):  # type: ignore[misc]  # allauth's forms have no types
    """A new passkey, with a name of at most eighty letters."""

    credential = Credential()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Most can: whoever has a simple key takes the tick away.
        self.fields["passwordless"].initial = True
        self.fields["name"].max_length = 80
        self.fields["name"].widget.attrs |= {"maxlength": 80, "dir": "auto"}

    def clean_name(self) -> str:
        return str(super().clean_name())[:80]

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean() or {}
        except ValidationError:
            raise
        except ODD as error:
            raise get_adapter().validation_error("incorrect_code") from error

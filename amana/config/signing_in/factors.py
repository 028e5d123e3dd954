"""Second factors as this installation keeps them: secrets locked, its own name on them, and pictures drawn here."""

from __future__ import annotations

import base64
import secrets
from io import BytesIO
from typing import Any

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from amana.channels.email.errors import SignInRefused
from amana.channels.email.keeping_secrets import lock, unlock
from amana.people.models import Account, Company

FACTOR = "factor"


class Factors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth's rules, with secrets encrypted at rest by the vault key."""

    def encrypt(self, text: str) -> str:
        return lock({FACTOR: text})

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; one that this vault key does not open becomes a secret nobody has."""
        try:
            return unlock(encrypted_text)[FACTOR]
        except (SignInRefused, KeyError):
            return base64.b32encode(secrets.token_bytes(20)).decode("ascii")

    def get_totp_issuer(self) -> str:
        return name_of_house()

    def build_totp_svg(self, url: str) -> str:
        drawn = BytesIO()
        # Dark on light in both themes: cameras do not read it the other way round.
        segno.make(url, micro=False).save(
            drawn, kind="svg", scale=4, border=4, dark="#000", light="#fff", xmldecl=False
        )
        return drawn.getvalue().decode()

    def generate_authenticator_name(self, user: Account, type: str) -> str:  # noqa: A002  # allauth's name
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey") if count == 0 else _("Passkey %(number)s") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, Any] = super().get_public_key_credential_rp_entity()
        return entity | {"name": name_of_house()}


def name_of_house() -> str:
    """Return what stands beside the code in somebody's app: the firm's name, else the product's."""
    company = Company.objects.filter(is_ours=True).values_list("name", flat=True).first()
    # A colon divides name and account in the address of a code.
    return (company or "Amana").replace(":", " ")

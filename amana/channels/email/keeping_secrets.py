"""Keeping the passwords and tokens of mailboxes: encrypted at rest, opened only where they are used."""

from __future__ import annotations

import base64
import hashlib
import json

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext as _

from amana.channels.email.errors import SignInRefused

Secret = dict[str, str]


def lock(secret: Secret) -> str:
    """Return the secret encrypted with the installation's vault key, as text to store."""
    return _vault().encrypt(json.dumps(secret).encode()).decode("ascii")


def unlock(locked: str) -> Secret:
    """Return what was locked; nothing locked gives an empty secret.

    Raises SignInRefused when the vault key is another one: somebody must sign in again.
    """
    if not locked:
        return {}
    try:
        opened: Secret = json.loads(_vault().decrypt(locked.encode("ascii")))
    except (InvalidToken, ValueError) as error:
        raise SignInRefused(_("The stored secret cannot be opened with this vault key.")) from error
    return opened


def _vault() -> MultiFernet:
    """The first key encrypts; earlier ones still open what they closed."""
    keys = [settings.VAULT_KEY, *getattr(settings, "VAULT_KEYS_EARLIER", [])]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())) for key in keys])

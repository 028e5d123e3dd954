"""The key that signs checkpoints: made from the installation's secret, and told to everybody by its public half."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

# The secret is for this alone; the words keep it from being the key of anything else that is made of it.
_PURPOSE = b"amana checkpoint, Ed25519\x00"
# Before an earlier key of which only the public half is left: what it signed is known as ours, and it signs no more.
PUBLIC = "public:"


def public_key() -> str:
    """Return the public key of the installation, as 64 hex letters."""
    return _public(_private(settings.CHECKPOINT_KEY))


def known_keys() -> set[str]:
    """Return the public keys of this installation: the present one, and the earlier ones that settings name."""
    named = [one.removeprefix(PUBLIC).lower() for one in settings.CHECKPOINT_KEYS_EARLIER if one.startswith(PUBLIC)]
    return {public_key(), *named, *(_public(one) for one in _earlier())}


def sign(body: str, *, also: str | None = None) -> list[dict[str, str]]:
    """Return the signatures of a checkpoint, our own first.

    `also` is the public key of the checkpoint before: where it was another and its secret is still at hand
    (AMANA_CHECKPOINT_KEYS_EARLIER), it signs as well, so that the change of keys is told by the earlier one itself.
    """
    own = _private(settings.CHECKPOINT_KEY)
    signers = [own, *(one for one in _earlier() if _public(one) == also and also != _public(own))]
    return [{"key": _public(one), "signature": one.sign(body.encode()).hex()} for one in signers]


def _earlier() -> Sequence[Ed25519PrivateKey]:
    return [_private(secret) for secret in settings.CHECKPOINT_KEYS_EARLIER if not secret.startswith(PUBLIC)]


def _private(secret: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(_PURPOSE + secret.encode()).digest())


def _public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()

"""Amazon's signature over what its topics say (SNS), by a certificate of Amazon's that is fetched once and kept.

As published: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import datetime
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.db import transaction

from amana.channels.models import MailProvider
from amana.channels.systems.reaching import Unreached, address_to_ask, get

# Whose pages are Amazon's: https://docs.aws.amazon.com/general/latest/gr/sns.html
_HOST = re.compile(r"sns\.[a-z0-9-]{1,40}\.amazonaws\.com(\.cn)?")
_OF_ALL = ("Timestamp", "TopicArn", "Type")
# What is signed of each kind of message, in this order; a subject only where there is one.
_SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", *_OF_ALL),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    "UnsubscribeConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
_HASHES = {"1": hashes.SHA1, "2": hashes.SHA256}  # SHA-1 is what Amazon signs with unless the topic says otherwise
SECONDS, LARGEST, LONGEST_URL = 8.0, 64 * 1024, 2000
MOST_KEPT = 5

Fetch = Callable[[str], str]


class NotAmazons(Exception):
    """The signature is not one of Amazon's; the text is for our log alone."""


class NotFetched(Exception):
    """Amazon's certificate could not be had just now: whoever says it is to say it again."""


def is_amazons(url: object) -> bool:
    """Say whether an address is one of Amazon's topics: encrypted, at its own host, without a name or port in it."""
    if not isinstance(url, str) or len(url) > LONGEST_URL or not (url.isascii() and url.isprintable()) or " " in url:
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" and bool(_HOST.fullmatch(parts.netloc))
    except ValueError:
        return False


def prove(row: MailProvider, said: Mapping[str, Any], *, at: datetime, fetch: Fetch | None = None) -> None:
    """Raise NotAmazons unless Amazon signed this, and NotFetched when the certificate to see it by cannot be had now.

    The certificate is fetched from Amazon's own host alone, once for each address, and kept with the service.
    """
    text, url = signed_text(said), said.get("SigningCertURL")
    made_by = _HASHES.get(str(said.get("SignatureVersion")))
    if made_by is None:
        raise NotAmazons("unknown signature")
    if not is_amazons(url) or not urlsplit(str(url)).path.endswith(".pem"):
        raise NotAmazons("a certificate from elsewhere")
    certificate = _certificate(row, str(url), fetch or fetched)
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise NotAmazons("the certificate is not valid now")
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise NotAmazons("another kind of key")
    try:
        key.verify(b64decode(str(said.get("Signature", "")), validate=True), text.encode(), PKCS1v15(), made_by())
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise NotAmazons(type(error).__name__) from error


def signed_text(said: Mapping[str, Any]) -> str:
    """Return the text that is signed: names and values, each on a line. Raises NotAmazons where something is missing."""
    names = _SIGNED.get(str(said.get("Type")), ())
    there = [name for name in names if name != "Subject" or said.get(name) is not None]
    if not there or not all(isinstance(said.get(name), str) for name in there):
        raise NotAmazons("something is missing")
    return "".join(f"{name}\n{said[name]}\n" for name in there)


def _certificate(row: MailProvider, url: str, fetch: Fetch) -> x509.Certificate:
    kept = row.certificates.get(url)
    pem = str(kept or fetch(url))
    try:
        found = x509.load_pem_x509_certificate(pem.encode())
    except ValueError as error:
        raise NotAmazons("no certificate") from error
    if not kept:
        _keep(row, url, pem)
    return found


@transaction.atomic
def _keep(row: MailProvider, url: str, pem: str) -> None:
    held = MailProvider.objects.select_for_update().get(pk=row.pk)
    newest = [(one, text) for one, text in held.certificates.items() if one != url][-(MOST_KEPT - 1) :]
    held.certificates = dict([*newest, (url, pem)])
    held.save(update_fields=["certificates"])


def fetched(url: str) -> str:
    """Return what lies at an address of Amazon's, asked by our guarded client. Raises NotFetched, NotAmazons."""
    host = urlsplit(url).hostname or ""
    try:
        address = address_to_ask(host, 443, allows_private=False)
        status, _kind, body = get(url, {}, address=address, seconds=SECONDS, largest=LARGEST)
    except (Unreached, OSError, HTTPException, ValueError) as error:
        raise NotFetched(f"{host}: {type(error).__name__}") from error
    if status != 200:
        raise NotAmazons(f"no certificate at {host}: {status}")
    return body.decode("ascii", "replace")

"""How two sides introduce themselves: the directory's description, given as a file and never fetched, and our own."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from amana.people.saml.errors import MetadataNotRead
from amana.people.saml.parsing import NAMES, parsed, texts

REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
MOST_BYTES = 500_000
MOST_KEYS = 6
SHORTEST_KEY = 2048
# Ours lasts longer than any directory keeps it: what counts is that it is the one that was registered.
OURS_LASTS = timedelta(days=3650)


@dataclass(frozen=True)
class Directory:
    """What a directory says of itself: its name, where people are led to, and the certificates it signs with (base64)."""

    entity_id: str
    sign_in_url: str
    certificates: tuple[str, ...]


def directory_of(raw: bytes, *, at: datetime) -> Directory:
    """Return what a file of metadata says of one directory. Raises MetadataNotRead with what to do instead."""
    try:
        root = parsed(raw, most=MOST_BYTES)
    except ValueError:
        raise MetadataNotRead(
            _("This is no file of metadata. Ask the directory for its “SAML metadata”, an XML file.")
        ) from None
    found = root.xpath("descendant-or-self::md:EntityDescriptor[md:IDPSSODescriptor]", namespaces=NAMES)
    if len(found) != 1 or len(found[0].xpath("md:IDPSSODescriptor", namespaces=NAMES)) != 1:
        raise MetadataNotRead(_("The file has to describe one directory, and it describes none or several."))
    entity = found[0]
    _must_be_of_today(entity, at)
    return Directory(_name_of(entity), _address_of(entity), _certificates_of(entity))


def _must_be_of_today(entity: Any, at: datetime) -> None:
    for said in entity.xpath("ancestor-or-self::*/@validUntil | md:IDPSSODescriptor/@validUntil", namespaces=NAMES):
        until = parse_datetime(said)
        if until is None or until.tzinfo is None or until <= at:
            raise MetadataNotRead(_("The file is no longer valid. Ask the directory for a new one."))


def _name_of(entity: Any) -> str:
    name = str(entity.get("entityID") or "")
    if not 0 < len(name) <= 300:
        raise MetadataNotRead(_("The directory has no name (entityID) in this file."))
    return name


def _address_of(entity: Any) -> str:
    path = f"md:IDPSSODescriptor/md:SingleSignOnService[@Binding='{REDIRECT}']/@Location"
    found = [str(one) for one in entity.xpath(path, namespaces=NAMES)]
    parts = urlsplit(found[0]) if found else None
    if parts is None or parts.scheme != "https" or not parts.hostname or len(found[0]) > 500:
        raise MetadataNotRead(_("The file names no encrypted address (https) to lead people to (HTTP-Redirect)."))
    return found[0]


def _certificates_of(entity: Any) -> tuple[str, ...]:
    # Of a chain the first alone: whoever vouches for a key may not sign in its place.
    path = (
        "md:IDPSSODescriptor/md:KeyDescriptor[not(@use) or @use='signing']"
        "/ds:KeyInfo/ds:X509Data[1]/ds:X509Certificate[1]"
    )
    found = tuple(dict.fromkeys("".join(text.split()) for text in texts(entity, path)))
    if not 0 < len(found) <= MOST_KEYS or not all(_is_strong(one) for one in found):
        raise MetadataNotRead(
            _("The file needs certificates to sign with, of 2048 bits or more (RSA), or of a curve (EC).")
        )
    return found


def _is_strong(certificate: str) -> bool:
    try:
        key = x509.load_der_x509_certificate(base64.b64decode(certificate, validate=True)).public_key()
    except (binascii.Error, ValueError):
        return False
    is_rsa = isinstance(key, rsa.RSAPublicKey) and key.key_size >= SHORTEST_KEY
    return is_rsa or (isinstance(key, ec.EllipticCurvePublicKey) and key.key_size >= 256)


def new_key(name: str, *, at: datetime) -> tuple[str, str]:
    """Return a key of ours and the certificate that goes with it, both as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    made = x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number(), at, at + OURS_LASTS)
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    public = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    return private.decode("ascii"), public.decode("ascii")


def ends_at(certificate: str) -> datetime:
    """Return when a directory's certificate (base64) ends. It is shown; what counts is that it is the one in the file."""
    return x509.load_der_x509_certificate(base64.b64decode(certificate)).not_valid_after_utc

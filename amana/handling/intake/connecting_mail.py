"""Connecting a mailbox of ours: which servers, which secret, and that its address is one of our brand's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.channels.email.keeping_secrets import lock
from amana.channels.models import Mailbox
from amana.team.models import Brand, BrandAddress

# What a person can say of a mailbox; everything else about it is worked out.
SAID = ("sign_in", "imap_host", "imap_port", "imap_security", "imap_user", "folder", "smtp_host", "smtp_port",
        "smtp_security", "smtp_user", "import_from")  # fmt: skip


@transaction.atomic
def connect_mailbox(brand: Brand, address: str, said: Mapping[str, Any], *, password: str, at: datetime) -> Mailbox:
    """Make a mailbox of a brand; `said` has the fields of SAID. Its address becomes one of the brand's.

    Nothing is tried yet. Raises Refused when the address is connected already or another brand's.
    """
    address = address.strip().lower()
    if Mailbox.objects.filter(address__iexact=address).exists():
        raise Refused(_("%(address)s is connected already.") % {"address": address})
    ours, _made = BrandAddress.objects.get_or_create(value=address, defaults={"brand": brand, "added_at": at})
    if ours.brand_id != brand.pk:
        raise Refused(_("%(address)s belongs to another brand.") % {"address": address})
    mailbox = Mailbox(brand=brand, address=address, connected_at=at, fetch_at=at)
    _take(mailbox, said, password)
    mailbox.save(force_insert=True)
    return mailbox


@transaction.atomic
def change_mailbox(mailbox: Mailbox, said: Mapping[str, Any], *, password: str, at: datetime) -> None:
    """Change what is known of a mailbox; an empty password keeps the one there is. It is fetched anew at once."""
    _take(mailbox, said, password)
    mailbox.fetch_at = at
    mailbox.save(update_fields=[*SAID, "secret", "fetch_at"])


def _take(mailbox: Mailbox, said: Mapping[str, Any], password: str) -> None:
    for name in SAID:
        setattr(mailbox, name, said[name])
    if password:
        mailbox.secret = lock({"password": password})


def keep_consent(mailbox: Mailbox, tokens: str, *, at: datetime) -> None:
    """Keep the locked tokens of a sign-in at the provider, and fetch at once."""
    Mailbox.objects.filter(pk=mailbox.pk).update(secret=tokens, fetch_at=at)
    mailbox.secret = tokens

"""Connecting a mail service: its address at ours, the password it shows, and the key it signs with."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.channels.email.errors import SignInRefused
from amana.channels.email.keeping_secrets import lock, unlock
from amana.channels.mail_providers.knowing import SERVICES, USER
from amana.channels.models import MailProvider
from amana.kit.codes import new_token
from amana.team.models import Agent, Brand

LONGEST_KEY = 2000


@transaction.atomic
def connect(brand: Brand, name: str, *, signing_key: str, by: Agent, at: datetime) -> tuple[MailProvider, str]:
    """Connect a service, or anew; return it and its password, which is told this once. Raises Refused."""
    service = SERVICES.get(name)
    if service is None:
        raise Refused(_("There is no such service."))
    key = signing_key.strip()
    needs = [one for one in service.proves if not one.startswith("tracking_")]
    if needs and not key:
        raise Refused(_("%(service)s signs what it says: put its signing key here.") % {"service": service.label})
    if len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Refused(_("This is no signing key."))
    password = new_token()
    row = MailProvider.objects.select_for_update().filter(brand=brand, name=name).first()
    row = row or MailProvider(brand=brand, name=name, key=new_token())
    row.secret = lock({"password": password} | ({service.proves[0]: key} if service.proves and key else {}))
    row.set_by, row.set_at = by, at
    row.save()
    return row, password


def disconnect(brand: Brand, name: str) -> None:
    """Let a service's addresses lead nowhere. Twice changes nothing."""
    MailProvider.objects.filter(brand=brand, name=name).delete()


def secrets_of(row: MailProvider) -> dict[str, str]:
    """Return what a service proves itself with; nothing when it cannot be opened, and then nobody is believed."""
    try:
        return unlock(row.secret)
    except SignInRefused:
        return {}


def urls_of(row: MailProvider, password: str = "") -> dict[str, str]:
    """Return the two addresses to enter at the service; with its password in them where that is known."""
    parts = urlsplit(settings.BASE_URL)
    base = f"{parts.scheme}://{USER}:{password}@{parts.netloc}" if password else settings.BASE_URL
    return {"mail": f"{base}/in/mail/{row.key}/mime/", "told": f"{base}/in/mail/{row.key}/told/"}

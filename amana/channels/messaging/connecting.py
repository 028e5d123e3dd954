"""The row of a connected number as its five files see it; and connecting one."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.channels.email.errors import SignInRefused
from amana.channels.email.keeping_secrets import lock, unlock
from amana.channels.messaging.finding import channels
from amana.channels.messaging.words import Known, Line, NeedsLogin, Trouble
from amana.channels.models import FAILING, NEEDS_LOGIN, WORKING, ChatTemplate, Messenger
from amana.team.models import Agent, Brand

KEY_BYTES = 32
LONGEST = 600  # of what is typed into one field


def door_url(row: Messenger) -> str:
    """Return the address at which the provider reaches us; it begins with AMANA_BASE_URL, never with a request's host."""
    return f"{settings.BASE_URL}/in/{row.channel}/{row.key}/"


def line_of(row: Messenger) -> Line:
    """Return how to speak for a number. Raises NeedsLogin when its secrets cannot be opened."""
    try:
        secret = unlock(row.secret)
    except SignInRefused as error:
        raise NeedsLogin(str(error)) from error
    url = row.url or channels()[row.channel].url
    return Line(row.account, url.rstrip("/"), row.said, secret, row.allows_private, door_url(row))


def connect(
    brand: Brand,
    channel: str,
    typed: Mapping[str, str | bool],
    *,
    row: Messenger | None = None,
    by: Agent,
    at: datetime,
) -> Messenger:
    """Keep how a number is spoken for; a secret left empty stays as it was. Raises Refused.

    Nothing is asked yet: `check` does that.
    """
    found = channels()[channel]
    said = {one.name: _typed(typed.get(one.name, "")) for one in found.fields}
    account = next(said[one.name] for one in found.fields if one.is_account)
    if not account:
        raise Refused(_("Write what the provider calls it."))
    row = row or Messenger(brand=brand, channel=channel, key=secrets.token_urlsafe(KEY_BYTES))
    known = line_of(row).secret if row.secret else {}
    hidden = {one.name for one in found.fields if one.is_secret}
    row.secret = lock({**known, **{name: value for name, value in said.items() if name in hidden and value}})
    row.said = {name: value for name, value in said.items() if name not in hidden}
    row.account, row.set_by, row.set_at = account[:64], by, at
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(_("This number or account is connected already.")) from error
    return row


def _typed(value: str | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return value.strip()[:LONGEST]


def check(row: Messenger, *, at: datetime) -> Known:
    """Ask the provider about a number, and keep its name and templates. Raises Trouble, which is written down as well."""
    try:
        line = line_of(row)
        known = channels()[row.channel].check(line)
    except NeedsLogin as trouble:
        row.note_state(NEEDS_LOGIN, at=at, reason=trouble.why)
        raise
    except Trouble as trouble:
        row.note_state(FAILING, at=at, reason=trouble.why)
        raise
    _keep(row, known, line, at=at)
    return known


@transaction.atomic
def _keep(row: Messenger, known: Known, line: Line, *, at: datetime) -> None:
    row.note_state(WORKING, at=at)
    row.name = row.name or known.name[:80]
    if known.secret:
        row.secret = lock({**line.secret, **known.secret})
    row.save(update_fields=["name", "secret"])
    ChatTemplate.objects.filter(messenger=row).delete()
    ChatTemplate.objects.bulk_create(
        [
            ChatTemplate(messenger=row, name=name[:100], language=language[:10], text=text[:4000], fetched_at=at)
            for name, language, text in dict.fromkeys(known.templates)
        ],
        ignore_conflicts=True,
    )


def turn(row: Messenger, *, is_on: bool, by: Agent, at: datetime) -> None:
    """Turn a number off or on; what came and went stays."""
    row.is_on, row.set_by, row.set_at = is_on, by, at
    row.save(update_fields=["is_on", "set_by", "set_at"])

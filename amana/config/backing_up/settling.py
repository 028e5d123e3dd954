"""What happens to data that came back before anybody works with it: nothing goes out twice, nobody stays signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction

from amana.advocacy.letters.models import OwnMailbox
from amana.api.models import Token
from amana.channels.models import Delivery, Mailbox, ModelConsent, PhoneSystem
from amana.config.withholding import RESTORED, STAGING, UNSETTLED, withhold
from amana.kit.codes import key_in
from amana.notices.models import Browser, Push
from amana.post.models import Outgoing
from amana.record.literals import literals

# By this they are told from mail that a person took back, which nobody must release.
MAY_BE_SENT = "It waited when the copy was made that was brought back, and may have been sent since"


@dataclass(frozen=True)
class Settled:
    """How many mails are held for a person now, and how many mailboxes will be read again from where the copy stood."""

    held: int
    mailboxes: int


def settle(files: Path, *, of: str, at: datetime, is_staging: bool) -> Settled:
    """Hold what waited to be sent, end every session and token, and let nothing out until somebody opens the post.

    `of` is when the copy was made (ISO 8601). What was on its way then may have been sent since, and so may whatever
    the clock writes now about what fell due since; a person looks first. Mailboxes go on from the place the copy knows,
    so what came in since is fetched again.
    """
    withheld = {"why": STAGING if is_staging else RESTORED, "at": at.isoformat(), "of": of}
    # Only when its rows are written does it count as settled, and can be opened.
    withhold(files, **withheld, **UNSETTLED)
    with transaction.atomic():
        held = _hold(of)
        Session.objects.all().delete()
        # One that was revoked since would open everything again.
        Token.objects.filter(revoked_at=None).update(revoked_at=at)
        Push.objects.all().delete()
        # Somebody looks which of these were told since, and sends the others again by hand.
        Delivery.objects.filter(state=Delivery.WAITING).update(state=Delivery.DEAD, lease_owner="", lease_until=None)
        if is_staging:
            _cut_off(at)
        Mailbox.objects.update(lease_owner="", lease_until=None, fetch_at=at, failures=0)
    withhold(files, **withheld)
    return Settled(held, Mailbox.objects.exclude(imap_host="").count())


def _hold(of: str) -> int:
    why = f"{MAY_BE_SENT} ({of[:16]})"
    waiting = Outgoing.objects.filter(state__in=literals(*Outgoing.UNDER_WAY))
    return waiting.update(state=Outgoing.HELD, last_error=why, lease_owner="", lease_until=None)


def _cut_off(at: datetime) -> None:
    """Take every server, every password and every consent out of a staging copy."""
    for model in apps.get_app_config(Mailbox._meta.app_label).get_models():
        nothing = {"secret": "", "is_on": False}
        columns = nothing.keys() & {field.name for field in model._meta.concrete_fields}
        if columns:
            model._base_manager.update(**{name: nothing[name] for name in columns})
    Mailbox.objects.update(imap_host="", smtp_host="")
    PhoneSystem.objects.update(dial_url="")
    ModelConsent.objects.filter(withdrawn_at=None).update(withdrawn_at=at)
    OwnMailbox.objects.all().delete()
    Browser.objects.all().delete()


def release(*, at: datetime, only: list[str] | None = None) -> int:
    """Let held mail of a copy go out after all, all of it or these keys; return how many mails."""
    rows = Outgoing.objects.filter(state=Outgoing.HELD, last_error__startswith=MAY_BE_SENT)
    if only is not None:
        rows = rows.filter(pk__in=[key for one in only if (key := key_in(one))])
    return rows.update(state=Outgoing.WAITING, attempts=0, not_before=at, last_error="")
